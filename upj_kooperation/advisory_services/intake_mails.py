"""Mails to applicants, from templates that the office may change."""

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import format_datetime, formatdate, get_url

from upj_kooperation.advisory_services.call_pages import clock
from upj_kooperation.guest_mails import Mails

LINK, CONFIRMATION, WITHDRAWAL, DECLINED = "Link", "Confirmation", "Withdrawal", "Declined"
# Names of the seeded Email Templates.
TEMPLATES = {
	LINK: "Bewerbung: Link zum Entwurf",
	CONFIRMATION: "Bewerbung: Eingangsbestätigung",
	WITHDRAWAL: "Bewerbung: Rücknahme bestätigt",
	DECLINED: "Bewerbung: Nicht übernommen",
}


def _contents(intake: Document) -> dict[str, Any]:
	# Nothing that the visitor typed: the mail goes to an address that a stranger may have entered.
	fields = ["call_title", "closes_on", "contact_person", "contact_email", "contact_phone", "published_by"]
	call = frappe.db.get_value("Project Call", intake.call, fields, as_dict=True)
	return {
		"call_title": call.call_title,
		"published_by": call.published_by,
		"closes_on": clock(call.closes_on),
		"office_contact": call.contact_person,
		"office_email": call.contact_email,
		"office_phone": call.contact_phone,
		"reference": intake.name,
		"link": get_url(intake.link()),
		"link_expires_on": formatdate(intake.link_expires_on),
		"submitted_on": format_datetime(intake.submitted_on, "d. MMMM y, HH:mm:ss") if intake.submitted_on else "",
		"withdrawn_on": format_datetime(intake.withdrawn_on, "d. MMMM y, HH:mm") if intake.withdrawn_on else "",
		"reason": intake.office_reason or "",
	}


MAILS = Mails(TEMPLATES, _contents)
