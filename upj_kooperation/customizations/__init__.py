"""Custom fields on ERPNext's DocTypes as data: install and uninstall read the same file."""

import json
from pathlib import Path

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

FIELDS: dict[str, list[dict]] = json.loads((Path(__file__).parent / "custom_fields.json").read_text(encoding="utf-8"))


def add_custom_fields() -> None:
	"""Create the custom fields that are missing; a town's changes to existing ones stay."""
	if frappe.db.db_type != "sqlite":
		create_custom_fields(FIELDS, ignore_validate=True, update=False)
		return
	# SQLite adds no unique column to a table that is there, and Frappe has no other way: the index comes afterwards.
	create_custom_fields(
		{doctype: [{**field, "unique": 0} for field in fields] for doctype, fields in FIELDS.items()},
		ignore_validate=True,
		update=False,
	)
	for doctype, field in _unique_fields():
		frappe.db.sql_ddl(f"create unique index if not exists `{field}` on `tab{doctype}` (`{field}`)")
		frappe.db.set_value("Custom Field", f"{doctype}-{field}", "unique", 1)
		frappe.clear_cache(doctype=doctype)


def _unique_fields() -> list[tuple[str, str]]:
	return [
		(doctype, field["fieldname"]) for doctype, fields in FIELDS.items() for field in fields if field.get("unique")
	]


def remove_custom_fields() -> None:
	"""Delete our custom fields and a town's changes to them."""
	for doctype, fields in FIELDS.items():
		for field in fields:
			frappe.delete_doc(
				"Custom Field",
				f"{doctype}-{field['fieldname']}",
				ignore_missing=True,
				force=True,
				ignore_permissions=True,
			)
			frappe.db.delete("Property Setter", {"doc_type": doctype, "field_name": field["fieldname"]})


def drop_columns() -> None:
	"""Drop the columns of our custom fields, which Frappe leaves behind."""
	if frappe.db.db_type == "sqlite":
		# MariaDB drops a column's index with it.
		for _doctype, field in _unique_fields():
			frappe.db.sql_ddl(f"drop index if exists `{field}`")
	for doctype, fields in FIELDS.items():
		for field in fields:
			if frappe.db.has_column(doctype, field["fieldname"]):
				frappe.db.sql_ddl(f"alter table `tab{doctype}` drop column `{field['fieldname']}`")
		frappe.clear_cache(doctype=doctype)
