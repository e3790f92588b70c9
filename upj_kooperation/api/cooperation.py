"""What forms, the demo and other programs do with cooperation projects and agreements."""

import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow, get_transitions, has_approval_access
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count, Sum
from frappe.utils import getdate

from upj_kooperation import permissions
from upj_kooperation.api.agreements import agreement_for_update, day_of
from upj_kooperation.cooperation.agreement_print import copies_as_pdf
from upj_kooperation.domain import agreement as rules
from upj_kooperation.domain import cooperation_project as project_rules
from upj_kooperation.domain.project_partner import CONTRIBUTION_KINDS
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

MANAGER = "Cooperation Manager"


@frappe.whitelist(methods=["POST"])
def sign_agreement(
	agreement: str,
	party_row: str,
	signed_on: str | datetime.date,
	way: str,
	signature_file: str | None = None,
) -> dict:
	"""Record the signature of one party; with the last one the agreement comes into force if its term has begun.

	party_row: name of the row in the table of parties; way: Paper or Electronic; signature_file: address of an uploaded
	copy, which may also follow by `attach_signed_copy`. Returns how many have signed, who is missing and the state.
	Raises ValidationError in words: already signed, before the approval, in the future, not in the state Signing.
	"""
	doc = agreement_for_update(agreement)
	row = _row(doc.parties, party_row)
	day = day_of(signed_on, _("Signed on"))
	refuse(
		rules.check_signature(
			doc.plain_party(row) if row else None, doc.workflow_state, as_date(doc.approved_on), day, way, getdate()
		)
	)
	doc.record_row(row, signed_on=day, signature_way=way, signature_file=signature_file)
	doc.save()
	if way == rules.PAPER and not signature_file:
		frappe.msgprint(
			_("The signature is recorded without a copy. Keep the signed paper and attach a copy as soon as you can."),
			alert=True,
			indicator="orange",
		)
	if _may_come_into_force(doc):
		doc = apply_workflow(doc, rules.BRING_INTO_FORCE)
	return {
		**doc.standing(),
		"party": row.party_name,
		"state": doc.workflow_state,
		"in_force_since": doc.in_force_since,
	}


@frappe.whitelist(methods=["POST"])
def attach_signed_copy(agreement: str, party_row: str, signature_file: str) -> None:
	"""Add the copy to a signature that was recorded without one. Raises ValidationError where there is one already."""
	doc = agreement_for_update(agreement)
	row = _row(doc.parties, party_row)
	refuse(rules.check_copy(doc.plain_party(row) if row else None, bool(row and row.signature_file)))
	doc.record_row(row, signature_file=signature_file)
	doc.save()


@frappe.whitelist(methods=["POST"])
def fulfil_duty(
	agreement: str, duty_row: str, fulfilled_on: str | datetime.date, note: str | None = None
) -> dict[str, int]:
	"""Record that a party has done what it promised. Returns how many duties are still open.

	Raises ValidationError in words: already fulfilled, not in force, a day outside the term or in the future.
	"""
	doc = agreement_for_update(agreement)
	row = _row(doc.duties, duty_row)
	day = day_of(fulfilled_on, _("Fulfilled on"))
	refuse(
		rules.check_fulfilment(
			doc.workflow_state,
			row.fulfilled_on,
			day,
			as_date(doc.start_date),
			doc.ended_on,
			doc.plain_duty(row).leaves_on,
			getdate(),
		)
		if row
		else Problem(rules.UNKNOWN_DUTY)
	)
	doc.record_row(row, fulfilled_on=day, fulfilment_note=note)
	doc.save()
	return {"open": sum(1 for duty in doc.duties if not duty.fulfilled_on)}


@frappe.whitelist(methods=["POST"])
def terminate_agreement(agreement: str, reason: str, ended_on: str | datetime.date | None = None) -> str:
	"""End an agreement before its term and say why. ended_on: the day on which it ends, today if empty.

	Returns the new state. Raises ValidationError in words: no reason, a day in the future or before the approval.
	"""
	doc = agreement_for_update(agreement)
	if doc.workflow_state not in (rules.SIGNING, rules.IN_FORCE):
		refuse(Problem(rules.CANNOT_TERMINATE, (doc.workflow_state,)))
	day = day_of(ended_on, _("Ended on")) if ended_on else getdate()
	doc.record(end_reason=reason, ended_on=day)
	# One save for the reason and the step; Frappe checks the transition in it as it does for the action.
	doc.workflow_state = rules.TERMINATED
	doc.save()
	doc.add_comment("Workflow", _(rules.TERMINATED))
	return doc.workflow_state


@frappe.whitelist(methods=["POST"])
def make_erpnext_project(cooperation_project: str) -> str:
	"""Return the name of the one ERPNext Project of a cooperation project; make it if there is none.

	Raises ValidationError in words where the municipality has no company, PermissionError without ERPNext's role.
	"""
	return permissions.locked("Cooperation Project", cooperation_project, MANAGER).make_erpnext_project()


@frappe.whitelist(methods=["GET"])
def print_agreement(agreement: str, party_row: str | None = None) -> None:
	"""Answer with the agreement as PDF on the municipality's letter head: a copy for each party, or for one.

	Raises PermissionError where the user may not print it, ValidationError in words: an unknown party, or a text
	that is not the approved one.
	"""
	doc = frappe.get_doc("Cooperation Agreement", agreement)
	doc.check_permission("print")
	refuse(doc.text_problem())
	if party_row and not _row(doc.parties, party_row):
		refuse(Problem(rules.UNKNOWN_PARTY))
	frappe.local.response.filename = f"{doc.name}.pdf"
	frappe.local.response.filecontent = copies_as_pdf(
		doc, [row.party_name for row in doc.parties if party_row in (None, "", row.name)]
	)
	frappe.local.response.type = "pdf"


@frappe.whitelist(methods=["GET", "POST"])
def projects_by_state() -> dict:
	"""Return a chart of how many cooperation projects the user may see in each state, in the order of their life."""
	project = DocType("Cooperation Project")
	counted = dict(
		permissions.fenced(
			frappe.qb.from_(project)
			.select(project.workflow_state, Count(project.name))
			.where(project.docstatus < 2)
			.groupby(project.workflow_state),
			"Cooperation Project",
		).run()
	)
	return {
		"labels": [_(state) for state in project_rules.STATES],
		"datasets": [{"name": _("Projects"), "values": [counted.get(state, 0) for state in project_rules.STATES]}],
	}


@frappe.whitelist(methods=["GET", "POST"])
def contributions_by_kind() -> dict:
	"""Return a chart of what partners bring in, in Euro for each kind, without abandoned projects."""
	project, partner = DocType("Cooperation Project"), DocType("Project Partner")
	summed = dict(
		permissions.fenced(
			frappe.qb.from_(project)
			.join(partner)
			.on((partner.parent == project.name) & (partner.parenttype == "Cooperation Project"))
			.select(partner.contribution_kind, Sum(partner.contribution_value))
			.where(project.workflow_state != project_rules.ABANDONED)
			.groupby(partner.contribution_kind),
			"Cooperation Project",
		).run()
	)
	kinds = CONTRIBUTION_KINDS
	return {
		"labels": [_(kind) for kind in kinds],
		"datasets": [{"name": _("Value in Euro"), "values": [summed.get(kind) or 0 for kind in kinds]}],
	}


def _row(rows: list[Document], name: str) -> Document | None:
	return next((row for row in rows if row.name == name), None)


def _may_come_into_force(doc: Document) -> bool:
	if doc.check_coming_into_force():
		return False
	return any(
		transition.action == rules.BRING_INTO_FORCE and has_approval_access(frappe.session.user, doc, transition)
		for transition in get_transitions(doc)
	)
