"""Custom fields on ERPNext's DocTypes as data: install and uninstall read the same file."""

import json
from pathlib import Path

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

FIELDS: dict[str, list[dict]] = json.loads((Path(__file__).parent / "custom_fields.json").read_text(encoding="utf-8"))


def add_custom_fields() -> None:
	"""Create the custom fields that are missing; a town's changes to existing ones stay."""
	create_custom_fields(FIELDS, ignore_validate=True, update=False)


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
	for doctype, fields in FIELDS.items():
		for field in fields:
			if frappe.db.has_column(doctype, field["fieldname"]):
				frappe.db.sql_ddl(f"alter table `tab{doctype}` drop column `{field['fieldname']}`")
		frappe.clear_cache(doctype=doctype)
