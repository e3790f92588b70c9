"""A session that was held, as the dialog of the desk and the page for the phone send it."""

from typing import Any

import frappe
from frappe.model.document import Document

from upj_kooperation.domain.session import SessionStatus


def new_held_session(participants: Any, next_steps: Any, **values: Any) -> Document:
	"""Return a new held session with these fields and rows, not inserted yet. Rows may come as JSON."""
	return frappe.get_doc(
		{
			**values,
			"doctype": "Advisory Session",
			"status": SessionStatus.HELD,
			"participants": rows_of(participants),
			"next_steps": rows_of(next_steps),
		}
	)


def rows_of(value: Any) -> Any:
	"""Return the rows of a table from JSON. The document refuses what is no list of rows, in words."""
	try:
		rows = frappe.parse_json(value)
	except ValueError:
		return value
	if rows in (None, ""):
		return []
	# An empty object is no list of rows either, though Frappe would take it for one.
	return rows if rows or isinstance(rows, list) else value
