"""What a partner's contact sees on the web: agreements of its partners from the signatures on, duties and files.

Everything goes through `own_agreements`: it is the one place that says which agreements are open to the user (F19).
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate, sanitize_html

from upj_kooperation import permissions
from upj_kooperation.cooperation.agreement_print import copies_as_pdf
from upj_kooperation.cooperation.duty_reports import REPORT
from upj_kooperation.cooperation.duty_todos import AGREEMENT
from upj_kooperation.domain import agreement as agreement_rules
from upj_kooperation.domain import duty as duty_rules
from upj_kooperation.domain import partner_portal as rules
from upj_kooperation.public_pages import begin_portal, not_found
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date, working_calendar

FIELDS = ["name", "agreement_title", "municipality", "workflow_state", "start_date", "end_date", "in_force_since"]
OPEN_WORDS = (duty_rules.OVERDUE, duty_rules.OPEN)


def path_of(agreement: str) -> str:
	"""Return the address of an agreement's page."""
	return f"/partner/{agreement}"


def own_partners() -> tuple[str, ...]:
	"""Return the stakeholders whose contact the user is, as the towns have invited it."""
	return permissions.partners_of(frappe.session.user) if permissions.PARTNER in frappe.get_roles() else ()


def own_agreements(name: str | None = None) -> list[frappe._dict]:
	"""Return the agreements that are open to the user, or the one of this name. Two queries."""
	partners = own_partners()
	if not partners:
		return []
	doc, party = frappe.qb.DocType(AGREEMENT), frappe.qb.DocType("Agreement Party")
	query = (
		frappe.qb.from_(doc)
		.join(party)
		.on((party.parent == doc.name) & (party.parenttype == AGREEMENT))
		.where((doc.docstatus == 1) & doc.workflow_state.isin(rules.SHOWN_STATES))
		.where((party.party_type == agreement_rules.STAKEHOLDER) & party.stakeholder.isin(partners))
		.select(*(doc[field] for field in FIELDS))
		.distinct()
		.orderby(doc.start_date)
		.orderby(doc.name)
	)
	if name is not None:
		query = query.where(doc.name == name)
	return query.run(as_dict=True)


def wants_duty_mails() -> bool:
	"""Say whether the user gets mails about duties, for any partner. One query."""
	return bool(frappe.db.exists("Partner Access", {**_own_access(), "duty_mails": 1}))


def switch_duty_mails(wanted: bool) -> None:
	"""Switch the mails about duties for the user's own accesses."""
	frappe.db.set_value("Partner Access", _own_access(), "duty_mails", int(wanted))


def _own_access() -> dict[str, str]:
	return {"user": frappe.session.user, "status": rules.ACTIVE}


def open_agreement(name: str) -> Document:
	"""Return an agreement of the user's partners. Raises PermissionError in words for any other."""
	if not own_agreements(name):
		frappe.throw(_(rules.NOTHING_THERE), frappe.PermissionError, title=_("Not Permitted"))
	return frappe.get_doc(AGREEMENT, name)


def as_pdf_for_partner(doc: Document) -> bytes:
	"""Return the copies of the user's partners as PDF. Raises ValidationError for a changed text."""
	refuse(doc.text_problem())
	# The page above has checked whose agreement it is; the platform would ask for a right in the desk.
	frappe.flags.ignore_print_permissions = True
	try:
		return copies_as_pdf(doc, [row.party_name for row in own_rows(doc)])
	finally:
		frappe.flags.ignore_print_permissions = False


def own_rows(doc: Document) -> list[Document]:
	"""Return the rows of the parties that are the user's partners."""
	partners = own_partners()
	return [row for row in doc.parties if row.party_type == agreement_rules.STAKEHOLDER and row.stakeholder in partners]


def own_copy(doc: Document, party_row: str) -> tuple[bytes, str]:
	"""Return content and name of the signed copy of an own party; PermissionError in words for any other file."""
	row = next((row for row in own_rows(doc) if row.name == party_row and row.signature_file), None)
	files = row and frappe.get_all(
		"File",
		filters={"file_url": row.signature_file, "attached_to_doctype": AGREEMENT, "attached_to_name": doc.name},
		pluck="name",
		order_by="creation asc, name asc",
		limit=1,
	)
	if not files:
		frappe.throw(_(rules.NOTHING_THERE), frappe.PermissionError, title=_("Not Permitted"))
	file = frappe.get_doc("File", files[0])
	content = file.get_content()
	return content.encode() if isinstance(content, str) else content, file.file_name


def contacts_of(partners: dict[str, str]) -> list[dict[str, Any]]:
	"""Return the contacts of stakeholders (key to name) with the access they have.

	partners: stakeholders that the user may read; their contacts stand on their forms too.
	"""
	links = frappe.get_all(
		"Dynamic Link",
		filters={"parenttype": "Contact", "link_doctype": "Stakeholder", "link_name": ["in", sorted(partners)]},
		fields=["parent", "link_name"],
		order_by="parent asc, name asc",
	)
	contacts = {
		row.name: row
		for row in frappe.get_all(
			"Contact",
			filters={"name": ["in", sorted({link.parent for link in links})]},
			fields=["name", "full_name", "email_id"],
			order_by="full_name asc, name asc",
		)
	}
	access = {
		(row.stakeholder, row.contact): row
		for row in frappe.get_list(
			"Partner Access",
			filters={"stakeholder": ["in", sorted(partners)], "status": ["!=", rules.ENDED]},
			fields=["name", "stakeholder", "contact", "status"],
			order_by="name asc",
			limit=0,
		)
	}
	return [
		{
			"stakeholder": link.link_name,
			"stakeholder_name": partners[link.link_name],
			"contact": link.parent,
			"full_name": contacts[link.parent].full_name,
			"email_id": contacts[link.parent].email_id,
			"access": access.get((link.link_name, link.parent), {}).get("name"),
			"status": access.get((link.link_name, link.parent), {}).get("status"),
		}
		for link in links
		if link.parent in contacts
	]


def show_overview(context: frappe._dict) -> None:
	"""Fill the overview: own agreements, and what is owed in them, overdue first. Six queries for any number."""
	if not begin_for_partner(context, _("Our Agreements")):
		return
	agreements = own_agreements()
	names = _partner_names()
	duties = _duties(agreements)
	for row in agreements:
		own = [duty for duty in duties if duty.agreement == row.name]
		row.update(
			link=path_of(row.name),
			state=_(row.workflow_state),
			term=_term(row),
			open=sum(duty.word in OPEN_WORDS for duty in own),
			overdue=sum(duty.word == duty_rules.OVERDUE for duty in own),
		)
	context.update(
		{
			"agreements": agreements,
			"partners": names,
			"duties": [duty for duty in duties if duty.word in OPEN_WORDS],
			"mails": wants_duty_mails(),
			"csrf": frappe.sessions.get_csrf_token(),
		}
	)


def show_agreement(context: frappe._dict) -> None:
	"""Fill the page of an own agreement; 404 in words for what is not there or not theirs."""
	if not begin_for_partner(context, _("Cooperation Agreement")):
		return
	found = own_agreements(str(frappe.form_dict.get("agreement") or ""))
	if not found:
		not_found(context, _(rules.NOTHING_THERE))
		return
	doc = frappe.get_doc(AGREEMENT, found[0].name)
	duties = _duties(found)
	context.update(
		{
			"title": doc.agreement_title,
			"agreement": found[0],
			"state": _(doc.workflow_state),
			"town": frappe.get_cached_value("Municipality", doc.municipality, "municipality_name"),
			"term": _term(found[0]),
			"text": sanitize_html(doc.subject_matter or "", always_sanitize=True),
			"parties": [
				{"name": row.party_name, "signed": formatdate(row.signed_on) if row.signed_on else None}
				for row in doc.parties
			],
			"copies": [row.name for row in own_rows(doc) if row.signature_file],
			"duties": duties,
		}
	)


def show_report(context: frappe._dict) -> None:
	"""Fill the page on which an own duty is reported as fulfilled; 404 in words for any other one."""
	if not begin_for_partner(context, _("Report a Duty as Fulfilled")):
		return
	found = own_agreements(str(frappe.form_dict.get("agreement") or ""))
	duty = next((row for row in _duties(found) if row.name == frappe.form_dict.get("duty") and row.can_report), None)
	if not duty:
		not_found(context, _(rules.NOTHING_THERE))
		return
	context.update(
		{
			"duty": duty,
			"agreement": found[0],
			"token": f"{duty.agreement}|{duty.name}",
			"today": getdate().isoformat(),
			"csrf": frappe.sessions.get_csrf_token(),
		}
	)


def begin_for_partner(context: frappe._dict, title: str) -> bool:
	"""Prepare a page for partners' contacts; others are told where to go."""
	begin_portal(context, title)
	if permissions.PARTNER in frappe.get_roles():
		return True
	not_found(context, _("This page is for contacts of partners whom a town has invited."))
	return False


def _partner_names() -> list[str]:
	return frappe.get_all(
		"Stakeholder",
		filters={"name": ["in", list(own_partners())]},
		pluck="stakeholder_name",
		order_by="stakeholder_name asc, name asc",
	)


def _term(row: frappe._dict) -> str:
	start = formatdate(row.start_date)
	return _("{0} to {1}").format(start, formatdate(row.end_date)) if row.end_date else _("since {0}").format(start)


def _duties(agreements: list[frappe._dict]) -> list[frappe._dict]:
	"""Return the duties of these agreements with how they stand, overdue ones first. Three queries."""
	states = {row.name: row for row in agreements}
	if not states:
		return []
	rows = frappe.get_all(
		"Agreement Duty",
		filters={"parent": ["in", list(states)], "parenttype": AGREEMENT},
		fields=["name", "parent as agreement", "party_name", "duty", "due_date", "fulfilled_on", "fulfilment_note"],
		order_by="due_date asc, name asc",
	)
	parties, partners = _parties(list(states)), own_partners()
	reports: dict[str, frappe._dict] = {
		row.duty_row: row
		for row in frappe.get_list(
			REPORT,
			filters={"duty_row": ["in", [row.name for row in rows]]},
			fields=["duty_row", "status", "answer", "fulfilled_on"],
			order_by="creation asc, name asc",
			limit=0,
		)
	}
	today = getdate()
	for row in rows:
		agreement, report = states[row.agreement], reports.get(row.name)
		party = parties.get((row.agreement, row.party_name), frappe._dict())
		one = duty_rules.Duty(
			agreement.workflow_state,
			as_date(row.due_date),
			as_date(row.fulfilled_on),
			as_date(party.leaves_on),
			working_calendar(agreement.municipality),
		)
		word, days = rules.standing_of(one, report.status if report else None, today)
		is_own = party.stakeholder in partners
		row.update(
			title=agreement.agreement_title,
			link=path_of(row.agreement),
			word=word,
			words=_words(word, days, row, report, party),
			is_own=is_own,
			can_report=is_own and not row.fulfilled_on and word in OPEN_WORDS,
			due=_due(one),
			answer=report.answer if report and report.status == rules.RETURNED and not row.fulfilled_on else None,
			days=days,
		)
	return sorted(rows, key=lambda row: (-row.days, row.due_date is None, str(row.due_date), row.name))


def _parties(agreements: list[str]) -> dict[tuple[str, str], frappe._dict]:
	rows = frappe.get_all(
		"Agreement Party",
		filters={"parent": ["in", agreements], "parenttype": AGREEMENT},
		fields=["parent", "party_name", "stakeholder", "leaves_on"],
		order_by="parent asc, idx asc, name asc",
	)
	return {(row.parent, row.party_name): row for row in rows}


def _due(duty: duty_rules.Duty) -> str | None:
	if not duty.due:
		return None
	if duty.last_day == duty.due:
		return _("due on {0}").format(formatdate(duty.due))
	return _("due on {0}, no working day, so in time until {1}").format(formatdate(duty.due), formatdate(duty.last_day))


def _words(word: str, days: int, row: frappe._dict, report: frappe._dict | None, party: frappe._dict) -> str:
	if word == duty_rules.FULFILLED:
		return _("Fulfilled on {0}").format(formatdate(row.fulfilled_on))
	if word == rules.REPORTED:
		return _("Reported for {0}, the town is looking at it").format(formatdate(report.fulfilled_on))
	if word == duty_rules.OVERDUE:
		return _("Overdue for {0} days").format(days) if days > 1 else _("Overdue since yesterday")
	if word == duty_rules.OPEN:
		return _("Open")
	if word == duty_rules.NOT_YET_OWED:
		return _("Owed once the agreement is in force")
	if party.leaves_on:
		return _("No longer owed, {0} leaves on {1}").format(row.party_name, formatdate(party.leaves_on))
	return _("No longer owed")
