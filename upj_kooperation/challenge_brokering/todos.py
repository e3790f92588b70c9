"""The one to-do of a request or match, which says to the group's coordinator what it waits for (F31, F33).

The daily overview names what is due and overdue (stakeholder_relations/digests.py).
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from upj_kooperation import permissions
from upj_kooperation.domain.duty import Todo
from upj_kooperation.domain.support_request import Reminder

FIELDS = ["allocated_to", "date", "description", "status"]
OPEN, CLOSED = Todo.OPEN.value, Todo.CLOSED.value


def follow(doc: Document, name: str, wanted: Reminder | None, title: str) -> None:
	"""Bring the to-do in line with where a record stands. The record was saved, so its row is locked."""
	values: dict[str, Any] = {"status": CLOSED}
	if wanted:
		values = {
			"allocated_to": frappe.db.get_value("Challenge Group", doc.challenge_group, "coordinator"),
			"date": wanted.day,
			"description": escape_html(_(wanted.text).format(title)),
			"status": OPEN,
		}
		# A locking read of what is not there yet would lock the gap, and two records in it would block each other.
		if not frappe.db.exists("ToDo", name) and _enter(doc, name, values):
			return
	# Locking: another step may have written it after the first read of this transaction.
	known = frappe.db.get_value("ToDo", name, FIELDS, as_dict=True, for_update=True)
	if known and (wanted or known.status == OPEN) and known != {**known, **values}:
		frappe.db.set_value("ToDo", name, values)
		frappe.get_doc("ToDo", name).update_in_reference()


def forget(name: str) -> None:
	"""Delete the to-do of a record that is deleted."""
	frappe.db.delete("ToDo", {"name": name})


def _enter(doc: Document, name: str, values: dict[str, Any]) -> bool:
	"""Enter a to-do; False where another step has done so after the first read of this transaction."""
	if permissions.is_opened_by_link(doc):
		# A member on the web may write none; the coordinator's next step brings it back.
		return True
	todo = {"doctype": "ToDo", "reference_type": doc.doctype, "reference_name": doc.name}
	frappe.db.savepoint("todo")
	try:
		frappe.get_doc({**todo, **values, "assigned_by": frappe.session.user}).insert(set_name=name)
	except frappe.DuplicateEntryError:
		frappe.db.rollback(save_point="todo")
		frappe.clear_last_message()
		return False
	return True
