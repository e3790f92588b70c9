"""What forms, the demo and other programs do with the text of agreements: clauses, versions, notice and renewal."""

import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, escape_html, getdate

from upj_kooperation import permissions
from upj_kooperation.cooperation import clauses, notices, versions
from upj_kooperation.cooperation.signatories import contacts_of
from upj_kooperation.domain import agreement as agreement_rules
from upj_kooperation.domain import agreement_clauses
from upj_kooperation.domain.values import Problem, check_value
from upj_kooperation.refusals import in_words, local_text, refuse

MANAGER, APPROVER = "Cooperation Manager", "Cooperation Approver"


@frappe.whitelist(methods=["POST"])
def insert_clauses(agreement: str, template: str) -> dict[str, Any]:
	"""Put a template's clauses, filled from the agreement, in the place of its text.

	Returns how many clauses there are and which placeholders had no value (`empty`). Raises ValidationError in words:
	no draft, a disabled or broken template.
	"""
	doc = agreement_for_update(agreement)
	if (doc.workflow_state or agreement_rules.DRAFT) != agreement_rules.DRAFT:
		refuse(Problem(agreement_clauses.NOT_A_DRAFT, (doc.workflow_state,)))
	source = frappe.get_doc("Agreement Template", template)
	source.check_permission("read")
	if not source.enabled:
		refuse(Problem(agreement_clauses.DISABLED, (template,)))
	plain, values = source.plain_clauses(), clauses.values_of(doc)
	doc.agreement_template = source.name
	doc.subject_matter = agreement_clauses.as_html(clauses.fill(plain, values))
	doc.save()
	empty = agreement_clauses.empty_ones(clauses.named_in(plain), values)
	if empty:
		frappe.msgprint(
			_("These placeholders had no value: {0}. Complete the record and insert the clauses again.").format(
				escape_html(", ".join(empty))
			),
			title=_("Placeholders without a Value"),
			indicator="orange",
		)
	return {"clauses": len(plain), "empty": list(empty)}


@frappe.whitelist(methods=["GET", "POST"])
def signatories(stakeholder: str) -> list[dict[str, str]]:
	"""Return the contacts of a stakeholder who could sign for it: name and function.

	Raises PermissionError where the user may not read the stakeholder.
	"""
	doc = frappe.get_doc("Stakeholder", stakeholder)
	doc.check_permission("read")
	return contacts_of(doc)


@frappe.whitelist(methods=["POST"])
def make_amendment(agreement: str, effective_from: str | datetime.date, subject: str) -> str:
	"""Make the draft of the next version of an agreement in force and return its name; the earlier one stays in force.

	effective_from: the day from which the amendment is to hold; subject: what it changes. Raises ValidationError in
	words: not in force, already being amended, nothing said, a day outside the term.
	"""
	doc = agreement_for_update(agreement)
	return versions.amend(doc, day_of(effective_from, _("Amendment Holds from")), subject).name


@frappe.whitelist(methods=["GET", "POST"])
def compare_versions(agreement: str, other: str) -> dict[str, Any]:
	"""Return what differs between two versions of one agreement, from the earlier to the later.

	Each change names its part of the form, its kind (added, removed, changed) and the words that stayed, went and came;
	days and amounts as the site writes them. Raises PermissionError for a version that the user may not read.
	"""
	docs = [frappe.get_doc("Cooperation Agreement", name) for name in (agreement, other)]
	for doc in docs:
		doc.check_permission("read")
	changes = versions.differences(*docs)
	for change in changes:
		change["label"] = _(docs[0].meta.get_label(change["section"]), context="Cooperation Agreement")
		change.update({key: _in_words(change[key]) for key in ("before", "after")})
	first, second = versions.in_order(*docs)
	return {"from": first.version, "to": second.version, "changes": changes}


@frappe.whitelist(methods=["POST"])
def withdraw_party(
	agreement: str,
	party_row: str,
	received_on: str | datetime.date,
	reason: str,
	for_good_cause: bool | str | int = False,
) -> dict[str, Any]:
	"""Record that a party gave notice. Returns when it leaves, when the agreement ends with that, and both in words.

	received_on: the day on which the others received it; for_good_cause: it leaves at once (§ 314 BGB). Raises
	ValidationError in words: not in force, already leaving, a day in the future, no notice agreed, no reason.
	"""
	doc = agreement_for_update(agreement)
	row = next((row for row in doc.parties if row.name == party_row), None)
	day = day_of(received_on, _("Notice Received on"))
	follows = notices.withdraw(doc, row, day, reason, bool(cint(for_good_cause)))
	return {
		"leaves_on": row.leaves_on,
		"ends_on": doc.ends_on,
		"in_words": [in_words(one) for one in follows],
	}


@frappe.whitelist(methods=["POST"])
def take_back_notice(agreement: str, party_row: str, reason: str) -> None:
	"""Take a party's notice back, with the others' consent, until it has left. Raises ValidationError in words."""
	doc = agreement_for_update(agreement)
	notices.take_back(doc, next((row for row in doc.parties if row.name == party_row), None), reason)


@frappe.whitelist(methods=["POST"])
def renew_agreement(
	agreement: str, ends_on: str | datetime.date, reason: str, council_paper: str | None = None
) -> datetime.date:
	"""Renew an agreement by decision and return its new end.

	ends_on: the end that the decider saw, so that two decisions at once do not renew it twice; council_paper: where the
	organ that the longer term needs decides by paper. Raises ValidationError in words.
	"""
	doc = agreement_for_update(agreement, APPROVER)
	return notices.renew(doc, day_of(ends_on, _("Term until")), reason, council_paper or None)


def _in_words(value: Any) -> str:
	return local_text(value) if value or value == 0 else ""


def day_of(value: str | datetime.date | None, label: str) -> datetime.date:
	"""Return a day that a user entered. Raises ValidationError in words for what is no day."""
	problem = check_value("Date", value)
	if problem or not value:
		frappe.throw(
			_("{0}: {1}").format(label, in_words(problem) if problem else _("must not be empty")),
			title=_("Please Correct"),
		)
	return getdate(value)


def agreement_for_update(name: str, role: str = MANAGER) -> Any:
	"""Load an agreement with its rows under a lock, so that of two users at once the second sees the first."""
	return permissions.locked("Cooperation Agreement", name, role)
