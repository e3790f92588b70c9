"""What uninstalling takes away: everything the app brought or that only hangs on its records.

Frappe removes what names one of our modules. Roles, workflows, seeded records, custom fields with their columns, and
the traces of our records in shared tables need code (PLATFORM.md, "Faults").
"""

import click
import frappe
from frappe import _
from frappe.model.rename_doc import get_link_fields
from frappe.permissions import rights
from frappe.utils import now

from upj_kooperation.customizations import drop_columns, remove_custom_fields

# (DocType, field that names a DocType): rows that only make sense while that DocType exists.
TRACES = (
	("Workflow", "document_type"),
	("Workflow Action", "reference_doctype"),
	("ToDo", "reference_type"),
	("Comment", "reference_doctype"),
	("Version", "ref_doctype"),
	("DocShare", "share_doctype"),
	("Tag Link", "document_type"),
	("Document Follow", "ref_doctype"),
	("Document Share Key", "reference_doctype"),
	("View Log", "reference_doctype"),
	("Activity Log", "reference_doctype"),
	("Notification Log", "document_type"),
	("Energy Point Log", "reference_doctype"),
	("Milestone", "reference_type"),
	("Dynamic Link", "link_doctype"),
	("Communication Link", "link_doctype"),
	("Event Participants", "reference_doctype"),
	("User Permission", "allow"),
	("User Permission", "applicable_for"),
	("Custom DocPerm", "parent"),
	("DocType Link", "link_doctype"),
	("DocType Layout", "document_type"),
	("Property Setter", "doc_type"),
	("Custom Field", "dt"),
	("Client Script", "dt"),
	("Server Script", "reference_doctype"),
	("Webhook", "webhook_doctype"),
	("List Filter", "reference_doctype"),
	("List View Settings", "name"),
	("Kanban Board", "reference_doctype"),
	("Global Search DocType", "document_type"),
	("Print Format", "doc_type"),
	("Report", "ref_doctype"),
	("Notification", "document_type"),
	("Web Form", "doc_type"),
	("Number Card", "document_type"),
	("Dashboard Chart", "document_type"),
	("Assignment Rule", "document_type"),
	("Milestone Tracker", "document_type"),
	("Auto Repeat", "reference_doctype"),
	("Data Import", "reference_doctype"),
	("Document Naming Rule", "document_type"),
	("Deleted Document", "deleted_doctype"),
)


# The same for rows that name one of our reports; Frappe keeps the results of reports as files.
REPORT_TRACES = (("Prepared Report", "report_name"), ("Auto Email Report", "report"), ("Custom Role", "report"))


def before_uninstall() -> None:
	"""Remove what hangs on our records and what Frappe does not know to be ours."""
	if _is_rehearsal():
		return
	frappe.flags.upj_uninstall_began = now()
	doctypes = our_doctypes()
	_remove_results_of_reports(doctypes)
	for trace, field in TRACES:
		_remove_rows(trace, field, doctypes)
	_remove_seeded_records(doctypes)
	_give_rights_back_to_frappe("Email Template")
	_release_pointers(doctypes)
	_remove_number_series(doctypes)
	for table, column in (("__global_search", "doctype"), ("__UserSettings", "doctype")):
		frappe.db.delete(table, {column: ["in", doctypes]})
	frappe.db.delete("Scheduled Job Type", {"method": ["like", "upj_kooperation.%"]})
	frappe.db.delete("Patch Log", {"patch": ["like", "upj_kooperation.%"]})
	remove_custom_fields()


def after_uninstall() -> None:
	"""Forget the copies that Frappe keeps of what it deleted, and drop our columns on ERPNext's tables."""
	if _is_rehearsal():
		return
	frappe.db.delete(
		"Deleted Document",
		{"creation": [">=", frappe.flags.upj_uninstall_began], "owner": frappe.session.user},
	)
	# Defining tables commits what stands before it.
	drop_columns()
	frappe.clear_cache()


def refuse_to_lose_erpnext(app_name: str) -> None:
	"""Refuse to uninstall ERPNext while this app stands on it. Called for every app that is uninstalled."""
	if app_name == "erpnext":
		frappe.throw(_("UPJ Kooperation needs ERPNext. Uninstall UPJ Kooperation first."))


def our_doctypes() -> list[str]:
	"""Return the names of all DocTypes in the app's modules."""
	modules = frappe.get_all("Module Def", filters={"app_name": "upj_kooperation"}, pluck="name", order_by="name asc")
	return frappe.get_all("DocType", filters={"module": ["in", modules]}, pluck="name", order_by="name asc")


def _is_rehearsal() -> bool:
	# Frappe calls both hooks for `uninstall-app --dry-run` too.
	context = click.get_current_context(silent=True)
	return bool(context and context.params.get("dry_run"))


def _remove_rows(doctype: str, field: str, values: list[str]) -> None:
	if not frappe.db.table_exists(doctype):
		return
	names = frappe.get_all(doctype, filters={field: ["in", values]}, pluck="name", order_by="name asc")
	for table in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(table.options, {"parenttype": doctype, "parent": ["in", names]})
	frappe.db.delete(doctype, {"name": ["in", names]})


def _remove_results_of_reports(doctypes: list[str]) -> None:
	reports = frappe.get_all("Report", filters={"ref_doctype": ["in", doctypes]}, pluck="name", order_by="name asc")
	for trace, field in REPORT_TRACES:
		if frappe.db.table_exists(trace):
			for name in frappe.get_all(trace, filters={field: ["in", reports]}, pluck="name", order_by="name asc"):
				_delete(trace, name)


def _remove_seeded_records(doctypes: list[str]) -> None:
	rows = frappe.get_all(
		"Seeded Record",
		filters={"reference_doctype": ["not in", doctypes]},
		fields=["reference_doctype", "reference_name"],
		order_by="creation desc, name desc",
	)
	for row in rows:
		if row.reference_doctype == "Role":
			_remove_role(row.reference_name)
		elif not _is_used_elsewhere(row.reference_doctype, row.reference_name, doctypes):
			_delete(row.reference_doctype, row.reference_name)


def _give_rights_back_to_frappe(doctype: str) -> None:
	"""Drop the copies that Frappe made of its own rights when ours came, where nobody has changed them since."""
	fields = ["role", "permlevel", "if_owner", *rights]

	def found(table: str) -> list[tuple]:
		rows = frappe.get_all(
			table, filters={"parent": doctype}, fields=fields, order_by="role asc, permlevel asc, name asc"
		)
		return sorted(tuple(str(row[field] or 0) for field in fields) for row in rows)

	if found("Custom DocPerm") == found("DocPerm"):
		frappe.db.delete("Custom DocPerm", {"parent": doctype})
		frappe.clear_cache(doctype=doctype)


def _remove_role(role: str) -> None:
	for trace in ("Has Role", "Custom DocPerm", "DocPerm"):
		frappe.db.delete(trace, {"role": role})
	_delete("Role", role)


def _delete(doctype: str, name: str) -> None:
	frappe.delete_doc(doctype, name, ignore_missing=True, force=True, ignore_permissions=True)


def _is_used_elsewhere(doctype: str, name: str, doctypes: list[str]) -> bool:
	return any(
		field["parent"] not in doctypes
		and not field["issingle"]
		and _has_column(field["parent"], field["fieldname"])
		and frappe.db.exists(field["parent"], {field["fieldname"]: name})
		for field in get_link_fields(doctype)
	)


def _release_pointers(doctypes: list[str]) -> None:
	"""Empty what still names one of our DocTypes: files and mails stay the town's, and must not lead nowhere."""
	links = {"fieldtype": "Link", "options": "DocType"}
	fields = [
		*frappe.get_all("DocField", filters=links, fields=["parent", "fieldname"], order_by="parent asc, idx asc"),
		*frappe.get_all(
			"Custom Field", filters=links, fields=["dt as parent", "fieldname"], order_by="dt asc, name asc"
		),
	]
	single = set(frappe.get_all("DocType", filters={"issingle": 1}, pluck="name", order_by="name asc"))
	for field in fields:
		if field.parent in {*doctypes, *single} or not _has_column(field.parent, field.fieldname):
			continue
		if frappe.db.exists(field.parent, {field.fieldname: ["in", doctypes]}):
			names = [
				df.fieldname
				for df in frappe.get_meta(field.parent).get_dynamic_link_fields()
				if df.options == field.fieldname
			]
			columns = [field.fieldname, *names]
			if field.parent == "File":
				columns += ["attached_to_name", "attached_to_field"]
			table = frappe.qb.DocType(field.parent)
			query = frappe.qb.update(table).where(table[field.fieldname].isin(doctypes))
			for column in columns:
				query = query.set(table[column], None)
			query.run()


def _has_column(doctype: str, column: str) -> bool:
	return frappe.db.table_exists(doctype) and frappe.db.has_column(doctype, column)


def _remove_number_series(doctypes: list[str]) -> None:
	rows = frappe.get_all(
		"DocType", filters={"autoname": ["like", "%.#%"]}, fields=["name", "autoname"], order_by="name asc"
	)
	prefixes = {True: set(), False: set()}
	for row in rows:
		prefixes[row.name in doctypes].add(row.autoname.split(".", 1)[0])
	series = frappe.qb.DocType("Series")
	frappe.qb.from_(series).delete().where(series.name.isin(sorted(prefixes[True] - prefixes[False]))).run()
