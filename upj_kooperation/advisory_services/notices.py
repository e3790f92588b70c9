"""Notices about decisions: composed from the office's Email Templates, handed to the mail queue once each (F13)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, formatdate, now_datetime

from upj_kooperation.domain.selection import NoticeKind, NoticeStatus

# Seeded Email Templates (seeds/60_call_email_templates.json); the office changes their text, not their name.
TEMPLATES = {
	NoticeKind.SELECTED: "Projektaufruf: Zusage",
	NoticeKind.WAITLISTED: "Projektaufruf: Warteliste",
	NoticeKind.REJECTED: "Projektaufruf: Absage",
	NoticeKind.MOVED_UP: "Projektaufruf: Nachrücken",
}
REMINDER = "Projektaufruf: Erinnerung an Begutachtung"


def prepare(application: Any, kind: str) -> None:
	"""Prepare the notice of a decision; there is one of each kind for each application."""
	notice = frappe.get_doc({"doctype": "Call Notice"}).record(
		application=application.name, kind=kind, recipient=application.contact_email
	)
	notice.update(composed(application.name, kind))
	notice.insert()


def composed(application: str, kind: str) -> dict[str, str]:
	"""Return subject and message for a decision; empty where the office has taken the template away."""
	return rendered(TEMPLATES[kind], _facts(application))


def rendered(template: str, facts: dict[str, Any]) -> dict[str, str]:
	"""Return subject and message of an Email Template; what stands in `facts` is escaped in the message."""
	if not frappe.db.exists("Email Template", template):
		return {"subject": "", "message": ""}
	doc = frappe.get_cached_doc("Email Template", template)
	safe = {key: escape_html(value) if isinstance(value, str) else value for key, value in facts.items()}
	return {
		"subject": " ".join(frappe.render_template(doc.subject, facts).split()),
		"message": frappe.render_template(doc.response_, safe),
	}


def _facts(application: str) -> dict[str, Any]:
	doc = frappe.get_doc("Call Application", application)
	call = frappe.get_doc("Project Call", doc.call)
	return {
		"municipality": frappe.db.get_value("Municipality", doc.municipality, "municipality_name"),
		"programme_area": frappe.db.get_value("Programme Area", doc.programme_area, "area_name"),
		"contact_person": doc.contact_person or "",
		"call_title": call.call_title,
		"published_by": call.published_by,
		"places": call.places,
		"period_start": formatdate(call.period_start),
		"period_end": formatdate(call.period_end),
		"waitlist_position": doc.waitlist_position or 0,
		"application": doc.name,
	}


def hand_over(name: str) -> bool:
	"""Give a notice that is to be sent to the mail queue; return whether this call did.

	State and queue entry are written in one transaction under the notice's lock, so that nothing is sent twice.
	"""
	notice = frappe.get_doc("Call Notice", name, for_update=True)
	if notice.status != NoticeStatus.TO_BE_SENT:
		return False
	frappe.sendmail(
		recipients=[notice.recipient],
		subject=notice.subject,
		message=notice.message,
		reference_doctype=notice.doctype,
		reference_name=notice.name,
		add_unsubscribe_link=0,
		delayed=True,
	)
	notice.record(status=NoticeStatus.SENT, sent_on=now_datetime().replace(microsecond=0), last_error=None).save()
	return True


def try_to_hand_over(name: str) -> bool:
	"""Hand a notice over; where that fails it stays to be sent, with the reason, and the next run takes it up."""
	frappe.db.savepoint("call_notice")
	try:
		return hand_over(name)
	except Exception as error:
		frappe.db.rollback(save_point="call_notice")
		frappe.clear_messages()
		notice = frappe.get_doc("Call Notice", name)
		notice.record(last_error=_("The mail could not be queued: {0}").format(str(error))[:500]).save()
		return False
