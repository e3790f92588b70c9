"""What uninstalling takes away: everything the app brought or that only hangs on its records.

Frappe removes what names one of our modules. Roles, workflows, seeded records, custom fields with their columns, and
the traces of our records in shared tables need code (PLATFORM.md, "Faults").
"""

import json
from pathlib import Path

import frappe
from frappe import _

from upj_kooperation.customizations import remove_custom_fields

# (DocType, field that names a DocType): rows that only make sense while that DocType exists.
TRACES = (
	("ToDo", "reference_type"),
	("Comment", "reference_doctype"),
	("Version", "ref_doctype"),
	("DocShare", "share_doctype"),
	("Tag Link", "document_type"),
	("Document Follow", "ref_doctype"),
	("View Log", "reference_doctype"),
	("Notification Log", "document_type"),
	("Workflow Action", "reference_doctype"),
	("Dynamic Link", "link_doctype"),
	("User Permission", "allow"),
	("Custom DocPerm", "parent"),
	("Property Setter", "doc_type"),
	("Custom Field", "dt"),
	("List Filter", "reference_doctype"),
	("Kanban Board", "reference_doctype"),
	("Print Format", "doc_type"),
	("Report", "ref_doctype"),
	("Notification", "document_type"),
	("Web Form", "doc_type"),
	("Number Card", "document_type"),
	("Dashboard Chart", "document_type"),
	("Assignment Rule", "document_type"),
	("Auto Repeat", "reference_doctype"),
	("Workflow", "document_type"),
	("Communication Link", "link_doctype"),
	("Deleted Document", "deleted_doctype"),
	("Data Import", "reference_doctype"),
	("Energy Point Log", "reference_doctype"),
	("Document Naming Rule", "document_type"),
)


def before_uninstall() -> None:
	"""Remove what hangs on our records and what Frappe does not know to be ours."""
	doctypes = our_doctypes()
	_remove_seeded_records()
	for trace, field in TRACES:
		if frappe.db.table_exists(trace):
			frappe.db.delete(trace, {field: ["in", doctypes]})
	_remove_number_series(doctypes)
	frappe.db.delete("__global_search", {"doctype": ["in", doctypes]})
	remove_custom_fields()


def after_uninstall() -> None:
	"""Remove our roles and what is left of the fixtures."""
	path = Path(__file__).parent / "fixtures" / "role.json"
	for role in json.loads(path.read_text(encoding="utf-8")):
		for trace in ("Has Role", "Custom DocPerm", "DocPerm"):
			frappe.db.delete(trace, {"role": role["name"]})
		frappe.delete_doc("Role", role["name"], ignore_missing=True, force=True, ignore_permissions=True)
		frappe.db.delete("Deleted Document", {"deleted_doctype": "Role", "deleted_name": role["name"]})
	frappe.clear_cache()


def refuse_to_lose_erpnext(app_name: str) -> None:
	"""Refuse to uninstall ERPNext while this app stands on it. Called for every app that is uninstalled."""
	if app_name == "erpnext":
		frappe.throw(_("UPJ Kooperation needs ERPNext. Uninstall UPJ Kooperation first."))


def our_doctypes() -> list[str]:
	"""Return the names of all DocTypes in the app's modules."""
	modules = frappe.get_all("Module Def", filters={"app_name": "upj_kooperation"}, pluck="name", order_by="name asc")
	return frappe.get_all("DocType", filters={"module": ["in", modules]}, pluck="name", order_by="name asc")


def _remove_seeded_records() -> None:
	rows = frappe.get_all(
		"Seeded Record", fields=["reference_doctype", "reference_name"], order_by="creation desc, name desc"
	)
	# Workflows go first: they link to the states and actions.
	for row in sorted(rows, key=lambda row: row.reference_doctype != "Workflow"):
		if not _used_elsewhere(row.reference_doctype, row.reference_name):
			frappe.delete_doc(
				row.reference_doctype, row.reference_name, ignore_missing=True, force=True, ignore_permissions=True
			)


def _used_elsewhere(doctype: str, name: str) -> bool:
	if doctype == "Workflow State":
		return bool(frappe.db.exists("Workflow Document State", {"state": name}))
	if doctype == "Workflow Action Master":
		return bool(frappe.db.exists("Workflow Transition", {"action": name}))
	return False


def _remove_number_series(doctypes: list[str]) -> None:
	names = frappe.get_all(
		"DocType",
		filters={"name": ["in", doctypes], "autoname": ["like", "%.#%"]},
		pluck="autoname",
		order_by="name asc",
	)
	series = frappe.qb.DocType("Series")
	frappe.qb.from_(series).delete().where(series.name.isin([name.split(".", 1)[0] for name in names])).run()
