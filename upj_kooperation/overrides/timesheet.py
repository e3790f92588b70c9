"""ERPNext's Timesheet: a session gets another one when its own is deleted or cancelled."""

import frappe
from frappe.model.document import Document


def on_cancel(doc: Document, method: str | None = None) -> None:
	"""Release the session of a cancelled timesheet."""
	if doc.get("upj_advisory_session"):
		_release(doc.upj_advisory_session)
		doc.db_set("upj_advisory_session", None, update_modified=False)


def on_trash(doc: Document, method: str | None = None) -> None:
	"""Release the session of a deleted timesheet."""
	if doc.get("upj_advisory_session"):
		_release(doc.upj_advisory_session)


def _release(session: str) -> None:
	frappe.db.set_value("Advisory Session", session, "timesheet", None)
