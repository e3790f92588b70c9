"""Mails to the organisation that asks, from templates that the town may change (F31)."""

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import escape_html, format_datetime, formatdate, get_url

from upj_kooperation import guest_mails
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.guest_mails import Mails

LINK, CONFIRMATION = "Link", "Confirmation"
# Names of the seeded Email Templates: of the link to a draft, of its receipt, and of the states that are told by mail.
TEMPLATES = {
	LINK: "Anfrage: Link zum Entwurf",
	CONFIRMATION: "Anfrage: Eingangsbestätigung",
	RequestState.RETURNED: "Anfrage: Rückfragen",
	RequestState.ACCEPTED: "Anfrage: Angenommen",
	RequestState.DECLINED: "Anfrage: Abgelehnt",
	RequestState.DONE: "Anfrage: Bitte um Rückmeldung",
	RequestState.WITHDRAWN: "Anfrage: Rücknahme bestätigt",
}


def tell(doc: Document, kind: str) -> None:
	"""Mail the organisation, if it has an address. The record is saved after this by whoever calls."""
	if doc.contact_email and kind in TEMPLATES:
		guest_mails.send(doc, MAILS, kind)


def _contents(doc: Document) -> dict[str, Any]:
	# Nothing that the visitor typed: the mail goes to an address that a stranger may have entered.
	group = frappe.db.get_value("Challenge Group", doc.challenge_group, ["group_name", "coordinator"], as_dict=True)
	office = frappe.db.get_value("User", group.coordinator, ["full_name", "email"], as_dict=True) or frappe._dict()
	return {
		"group_name": escape_html(group.group_name),
		"coordinator": escape_html(office.full_name or ""),
		"coordinator_email": escape_html(office.email or ""),
		"reference": doc.name,
		"link": get_url(doc.link()),
		"link_expires_on": formatdate(doc.link_expires_on),
		"received_on": format_datetime(doc.received_on, "d. MMMM y, HH:mm") if doc.received_on else "",
		"questions": [escape_html(row.question) for row in doc.questions if not row.answer],
		"reason": escape_html(doc.decision_reason or ""),
	}


MAILS = Mails(TEMPLATES, _contents)
