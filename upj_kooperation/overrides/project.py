"""ERPNext's Project: its dashboard shows the cooperation project, and the link between the two stays true."""

import frappe
from frappe import _
from frappe.model.document import Document

FIELD = "upj_cooperation_project"


def get_dashboard_data(data: dict) -> dict:
	"""Add the cooperation project to the connections of a Project."""
	data.setdefault("transactions", []).append({"label": _("Cooperation"), "items": ["Cooperation Project"]})
	return data


def validate(doc: Document, method: str | None = None) -> None:
	"""Put back what a client wrote into our read-only link: only `make_erpnext_project` sets it."""
	before = doc.get_doc_before_save()
	stored = before.get(FIELD) if before else doc.flags.get(FIELD)
	if doc.get(FIELD) != stored:
		doc.set(FIELD, stored)


def on_trash(doc: Document, method: str | None = None) -> None:
	"""Release the cooperation project, so that the Project can go and a new one can be made."""
	if doc.get(FIELD):
		frappe.db.set_value("Cooperation Project", doc.get(FIELD), "project", None)
