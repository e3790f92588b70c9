"""Other municipalities that a record names: chosen by name, since their records are closed to each other (F16, F17)."""

import re

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from upj_kooperation.notes import note

_KEY = re.compile(r"\((\d{8})\)\s*$")
MOST = 2000


def choices() -> list[str]:
	"""Return how the municipalities of this site are offered: name and key, so that equal names stay apart."""
	rows = frappe.get_all(
		"Municipality",
		fields=["name", "municipality_name"],
		order_by="municipality_name asc, name asc",
		limit_page_length=MOST,
	)
	return [shown(row.municipality_name, row.name) for row in rows]


def shown(name: str, key: str) -> str:
	"""Return a municipality as it is offered and stored beside its key."""
	return f"{name} ({key})"


def settle(doc: Document, key_field: str, name_field: str) -> tuple[str | None, str | None]:
	"""Return key and shown name of the municipality that a record or row names by either; the name goes first.

	Raises ValidationError for a name that no municipality of this site has, or several.
	"""
	before = _stored(doc)
	name, key = (doc.get(name_field) or "").strip(), doc.get(key_field)
	if before and (before.get(name_field), before.get(key_field)) == (doc.get(name_field), key):
		return key, doc.get(name_field)
	if name and (not before or before.get(name_field) != name):
		found = _KEY.search(name)
		filters = {"name": found.group(1)} if found else {"municipality_name": name}
	elif not name and before and before.get(name_field):
		return None, None
	elif key:
		filters = {"name": key}
	else:
		return None, None
	rows = frappe.get_all(
		"Municipality", filters=filters, fields=["name", "municipality_name"], order_by="name asc", limit=2
	)
	if len(rows) != 1:
		frappe.throw(
			_("{0} is no municipality that this site knows, or there are several. Choose one from the list.").format(
				escape_html(name or key)
			)
		)
	return rows[0].name, shown(rows[0].municipality_name, rows[0].name)


def _stored(doc: Document) -> Document | None:
	if not doc.get("parentfield"):
		return doc._doc_before_save
	before = doc.parent_doc._doc_before_save
	rows = before.get(doc.parentfield) if before else []
	return next((row for row in rows if row.name == doc.name), None)


def tell(municipality: str, doc: Document, text: str, title: str) -> None:
	"""Put a note under the bell of a municipality's relationship manager, if it names one."""
	person = frappe.db.get_value("Municipality", municipality, "relationship_manager")
	if person and person != frappe.session.user:
		note([person], doc, text.format(f"<b>{escape_html(title)}</b>"))
