"""Tells partners' contacts by mail of duties that are due soon or overdue: once before and once after the day (F19).

What was told is written on the duty in the transaction in which the mails are queued, under the agreement's lock: a
second run, also one at the same time, finds nothing to tell.
"""

from collections import defaultdict

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, escape_html, get_url, getdate

from upj_kooperation import mails
from upj_kooperation.cooperation.duty_reports import REPORT
from upj_kooperation.cooperation.duty_todos import AGREEMENT
from upj_kooperation.cooperation.partner_pages import path_of
from upj_kooperation.domain import agreement as agreement_rules
from upj_kooperation.domain import partner_portal as rules
from upj_kooperation.refusals import local_text
from upj_kooperation.stakeholder_relations.lookups import as_date

ACCESS = "Partner Access"
TEMPLATE = "Pflichten eines Partners"
# Where on the duty stands what was told.
TOLD = {rules.DUE_SOON: "reminded_for", rules.OVERDUE: "warned_for"}


def due_agreements() -> list[str]:
	"""Return the agreements that may have something to tell a contact who wants mails. One query over an index."""
	doc, duty, party, access = (
		frappe.qb.DocType(name) for name in (AGREEMENT, "Agreement Duty", "Agreement Party", ACCESS)
	)
	query = (
		frappe.qb.from_(duty)
		.join(doc)
		.on((doc.name == duty.parent) & (duty.parenttype == AGREEMENT))
		.join(party)
		.on((party.parent == doc.name) & (party.parenttype == AGREEMENT) & (party.party_name == duty.party_name))
		.join(access)
		.on(access.stakeholder == party.stakeholder)
		.where(duty.fulfilled_on.isnull() & (duty.due_date <= add_days(getdate(), rules.REMIND_DAYS)))
		.where(duty.warned_for.isnull() | (duty.warned_for < duty.due_date))
		.where(doc.workflow_state.isin(agreement_rules.OPEN_DUTY_STATES))
		.where((access.status == rules.ACTIVE) & (access.duty_mails == 1))
		.select(doc.name)
		.distinct()
		.orderby(doc.name)
	)
	return query.run(pluck=True)


def tell(name: str) -> None:
	"""Queue the mails about the duties of one agreement, one for each contact, and write down what they tell."""
	doc = frappe.get_doc(AGREEMENT, name, for_update=True)
	duties = _duties_to_tell(doc)
	contacts = _contacts_of([row.stakeholder for row in doc.parties if row.party_name in duties and row.stakeholder])
	for party in doc.parties:
		told = duties.get(party.party_name, []) if party.party_type == agreement_rules.STAKEHOLDER else []
		sent = [_send(doc, party, contact, told) for contact in contacts[party.stakeholder] if told]
		if any(sent):
			for row, mail in told:
				row.db_set(TOLD[mail], doc.plain_duty(row).last_day, update_modified=False)


def _duties_to_tell(doc: Document) -> dict[str, list[tuple[Document, str]]]:
	reports = {
		row.duty_row: row.status
		for row in frappe.get_all(
			REPORT,
			filters={"agreement": doc.name},
			fields=["duty_row", "status"],
			order_by="creation asc, name asc",
		)
	}
	duties: dict[str, list[tuple[Document, str]]] = defaultdict(list)
	for row in doc.duties:
		reminded_for, warned_for = as_date(row.reminded_for), as_date(row.warned_for)
		mail = rules.mail_of(doc.plain_duty(row), reports.get(row.name), reminded_for, warned_for, getdate())
		if mail:
			duties[row.party_name].append((row, mail))
	return duties


def _contacts_of(partners: list[str]) -> dict[str, list[frappe._dict]]:
	contacts: dict[str, list[frappe._dict]] = defaultdict(list)
	if partners:
		for row in frappe.get_all(
			ACCESS,
			filters={"stakeholder": ["in", sorted(partners)], "status": rules.ACTIVE, "duty_mails": 1},
			fields=["stakeholder", "contact_name", "email"],
			order_by="name asc",
		):
			contacts[row.stakeholder].append(row)
	return contacts


def _send(doc: Document, party: Document, contact: frappe._dict, told: list[tuple[Document, str]]) -> bool:
	def listed(kind: str) -> list[dict[str, str]]:
		return [
			{"text": escape_html(row.duty), "tag": local_text(doc.plain_duty(row).last_day)}
			for row, mail in told
			if mail == kind
		]

	return mails.send(
		TEMPLATE,
		[contact.email],
		{
			"name": contact.contact_name,
			"partner": party.party_name,
			"vereinbarung": doc.agreement_title,
			"kommune": frappe.get_cached_value("Municipality", doc.municipality, "municipality_name"),
			"ueberfaellig": listed(rules.OVERDUE),
			"bald": listed(rules.DUE_SOON),
			"adresse": get_url(path_of(doc.name)),
			"seite": get_url("/partner"),
		},
		reference_doctype=AGREEMENT,
		reference_name=doc.name,
	)
