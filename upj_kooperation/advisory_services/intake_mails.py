"""Mails to applicants, from templates that the office may change. A mail that fails never undoes what it tells."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, formatdate, get_url

from upj_kooperation.advisory_services.call_pages import clock

LINK, CONFIRMATION, WITHDRAWAL, DECLINED = "Link", "Confirmation", "Withdrawal", "Declined"
# Names of the seeded Email Templates.
TEMPLATES = {
	LINK: "Bewerbung: Link zum Entwurf",
	CONFIRMATION: "Bewerbung: Eingangsbestätigung",
	WITHDRAWAL: "Bewerbung: Rücknahme bestätigt",
	DECLINED: "Bewerbung: Nicht übernommen",
}


def send(intake: Document, kind: str) -> None:
	"""Put a mail into the queue; where that fails, note it on the record, and a scheduled job tries again.

	The record is saved after this by whoever calls.
	"""
	if not _queue(intake, kind):
		due = [*filter(None, (intake.mails_due or "").split(",")), kind]
		intake.record(mails_due=",".join(dict.fromkeys(due)))


def send_due(intake: Document) -> None:
	"""Try again to put the record's mails into the queue. The record is saved after this by whoever calls."""
	due = [kind for kind in (intake.mails_due or "").split(",") if kind in TEMPLATES]
	intake.record(mails_due=",".join(kind for kind in due if not _queue(intake, kind)) or None)


def _queue(intake: Document, kind: str) -> bool:
	frappe.db.savepoint("applicants_mail")
	try:
		template = frappe.get_doc("Email Template", TEMPLATES[kind])
		mail = template.get_formatted_email(_contents(intake))
		frappe.sendmail(
			recipients=[intake.contact_email],
			subject=mail["subject"],
			message=mail["message"],
			reference_doctype=intake.doctype,
			reference_name=intake.name,
		)
	except Exception:
		# No account for outgoing mail, a template that is gone or broken: the application counts all the same.
		frappe.db.rollback(save_point="applicants_mail")
		frappe.clear_messages()
		if kind not in (intake.mails_due or ""):
			frappe.log_error(
				title=_("Mail to an applicant could not be queued"),
				reference_doctype=intake.doctype,
				reference_name=intake.name,
			)
		return False
	return True


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
