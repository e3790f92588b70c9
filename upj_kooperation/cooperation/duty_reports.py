"""Reports of partners about their duties: which duty is meant, who hears of it, and what settles them (F19)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from upj_kooperation.cooperation.duty_todos import AGREEMENT, responsible_for
from upj_kooperation.domain import agreement as agreement_rules
from upj_kooperation.domain import partner_portal as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.notes import note
from upj_kooperation.refusals import for_the_record

REPORT = "Duty Report"


def read_duty(agreement: str, duty_row: str) -> frappe._dict | None:
	"""Return a duty of a partner with what its agreement says, None where there is none. One query, behind no fence."""
	doc, duty, party = (frappe.qb.DocType(name) for name in (AGREEMENT, "Agreement Duty", "Agreement Party"))
	rows = (
		frappe.qb.from_(duty)
		.join(doc)
		.on((doc.name == duty.parent) & (duty.parenttype == AGREEMENT))
		.join(party)
		.on((party.parent == doc.name) & (party.parenttype == AGREEMENT) & (party.party_name == duty.party_name))
		.where((doc.name == agreement) & (duty.name == duty_row))
		.where((doc.docstatus == 1) & doc.workflow_state.isin(rules.SHOWN_STATES))
		.where(party.party_type == agreement_rules.STAKEHOLDER)
		.select(
			duty.duty,
			duty.party_name,
			duty.fulfilled_on,
			party.stakeholder,
			party.leaves_on,
			doc.municipality,
			doc.workflow_state,
			doc.start_date,
			doc.ended_on,
		)
		.run(as_dict=True)
	)
	return rows[0] if rows else None


def as_fenced(duty: frappe._dict) -> frappe._dict:
	"""Return a duty as a report of it, for the fence."""
	return frappe._dict(duty, doctype=REPORT)


def tell_the_town(report: Document) -> None:
	"""Put a note under the bell of who looks after the agreement."""
	agreement = frappe.get_doc(AGREEMENT, report.agreement)
	if person := responsible_for(agreement):
		subject = _("{0} reports as fulfilled: {1}").format(escape_html(report.party_name), escape_html(report.duty))
		note([person], agreement, subject)


def settle(agreement: Document) -> None:
	"""Confirm the reports of duties that the town has recorded as fulfilled; a replaced version sends the others back.

	One query while there are none.
	"""
	fulfilled = {row.name for row in agreement.duties if row.fulfilled_on}
	replaced = agreement.workflow_state == agreement_rules.REPLACED
	if not fulfilled and not replaced:
		return
	for row in frappe.get_all(
		REPORT,
		filters={"agreement": agreement.name, "status": rules.REPORTED},
		fields=["name", "duty_row"],
		order_by="name asc",
	):
		if row.duty_row in fulfilled:
			decide(frappe.get_doc(REPORT, row.name, for_update=True), rules.CONFIRMED)
		elif replaced:
			answer = for_the_record(Problem(rules.NEW_VERSION))
			decide(frappe.get_doc(REPORT, row.name, for_update=True), rules.RETURNED, answer)


def decide(report: Document, status: str, answer: str | None = None) -> None:
	"""Record what the town said to a report."""
	report.record(status=status, answer=answer, decided_by=frappe.session.user, decided_on=getdate()).save()
