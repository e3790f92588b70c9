"""Contact and Address that come with a new stakeholder in one form or one row of a list (F1).

The fields of the first contact stand in no column: saving turns them into Frappe's own Contact and Address.
"""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from upj_kooperation.domain import list_columns as columns
from upj_kooperation.domain.list_cells import as_text
from upj_kooperation.domain.list_rows import Entry, Finding, read_row
from upj_kooperation.refusals import in_words

# Field of the form -> what it is in a list.
FIELDS: dict[str, str] = {
	"contact_person": columns.PERSON,
	"contact_phone": columns.PHONE,
	"contact_mobile": columns.MOBILE,
	"contact_email": columns.MAIL,
	"street": columns.STREET,
	"postcode": columns.POSTCODE,
	"town": columns.TOWN,
}
# Words of a list that stand for a choice or a table of the form.
KIND_FIELD, THEMES_FIELD = "kind_in_words", "themes_in_words"
ALL_FIELDS = (*FIELDS, KIND_FIELD, THEMES_FIELD)
PHONE_FIELDS = ("phone", "is_primary_phone", "is_primary_mobile_no")


def read_words(doc: Document) -> None:
	"""Set actor type and fields of action of an imported stakeholder from a list's words.

	A field of action that is missing is entered with the user's rights. Raises ValidationError in words.
	"""
	cells = {
		columns.NAME: as_text(doc.stakeholder_name),
		columns.KIND: as_text(doc.get(KIND_FIELD)) or as_text(doc.actor_type),
		columns.THEME: as_text(doc.get(THEMES_FIELD)),
	}
	labels = {columns.KIND: doc.meta.get_label(KIND_FIELD), columns.THEME: doc.meta.get_label(THEMES_FIELD)}
	entry = _read(cells, {column: _(label, context=doc.doctype) for column, label in labels.items()})
	doc.actor_type = entry.actor_type
	for theme in entry.themes:
		if not frappe.db.exists("Field of Action", theme):
			frappe.get_doc({"doctype": "Field of Action", "field_name": theme}).insert()
		doc.append("fields_of_action", {"field_of_action": theme})


def read(title: str, actor_type: str, values: Mapping[str, Any], labels: Mapping[str, str]) -> Entry | None:
	"""Return what the form's fields say, or None where they are empty. Raises ValidationError in words.

	values, labels: by field of the form.
	"""
	cells = {column: text for field, column in FIELDS.items() if (text := as_text(values.get(field)))}
	if not cells:
		return None
	headings = {column: labels.get(field, "") for field, column in FIELDS.items()}
	return _read({columns.NAME: title, columns.KIND: actor_type, **cells}, headings)


def _read(cells: Mapping[str, str], headings: Mapping[str, str]) -> Entry:
	entry, findings = read_row(0, {column: text for column, text in cells.items() if text}, headings)
	if entry is None:
		frappe.throw("<br>".join(said(finding) for finding in findings if finding.blocking), title=_("Please Correct"))
	return entry


def said(finding: Finding) -> str:
	"""Return a finding with its column in words."""
	message = in_words(finding.problem)
	return _("{0}: {1}").format(finding.column, message) if finding.column else message


def contact_values(entry: Entry, stakeholder: str) -> dict[str, Any]:
	"""Return the values of the Contact of a new stakeholder."""
	person = entry.person
	phones = [{"phone": entry.phone, "is_primary_phone": 1}] if entry.phone else []
	phones += [{"phone": entry.mobile, "is_primary_mobile_no": 1}] if entry.mobile else []
	return {
		"doctype": "Contact",
		"first_name": person.first_name if person else None,
		"last_name": person.last_name if person else None,
		"salutation": person.salutation if person and _has_salutation(person.salutation) else None,
		"company_name": entry.name,
		"is_primary_contact": 1,
		"email_ids": [{"email_id": mail, "is_primary": int(not index)} for index, mail in enumerate(entry.mails)],
		"phone_nos": phones,
		"links": [link_to(entry, stakeholder)],
	}


def address_values(entry: Entry, stakeholder: str) -> dict[str, Any]:
	"""Return the values of the Address of a new stakeholder."""
	return {
		"doctype": "Address",
		"address_title": entry.name,
		"address_type": "Office",
		"address_line1": entry.street,
		"pincode": entry.postcode,
		"city": entry.town,
		"country": country(),
		"links": [link_to(entry, stakeholder)],
	}


def link_to(entry: Entry, stakeholder: str) -> dict[str, str]:
	"""Return the row by which a Contact or Address hangs on the stakeholder."""
	return {"link_doctype": "Stakeholder", "link_name": stakeholder, "link_title": entry.name}


def country() -> str:
	"""Return the country of addresses: the site's own."""
	return frappe.db.get_default("country") or "Germany"


def enter(entry: Entry, stakeholder: str) -> None:
	"""Insert Contact and Address of a new stakeholder with the user's rights. No avatar service is asked."""
	if entry.has_contact:
		contact = frappe.get_doc(contact_values(entry, stakeholder))
		_insert_quietly(contact)
	if entry.has_address:
		frappe.get_doc(address_values(entry, stakeholder)).insert()


def _insert_quietly(contact: Document) -> None:
	# Frappe asks a public service for a picture, but not while it imports.
	before = frappe.flags.in_import
	frappe.flags.in_import = True
	phones = [{field: row.get(field) for field in PHONE_FIELDS} for row in contact.phone_nos]
	try:
		# ERPNext commits for each number of a new Contact, which would split what is saved all or nothing.
		contact.set("phone_nos", [])
		contact.insert()
		if phones:
			contact.extend("phone_nos", phones)
			contact.save()
	finally:
		frappe.flags.in_import = before


def _has_salutation(name: str) -> bool:
	return bool(name) and bool(frappe.db.exists("Salutation", name, cache=True))
