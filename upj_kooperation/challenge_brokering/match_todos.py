"""What a match waits for, as the one to-do of its group's coordinator; the daily overview names what sleeps (F33)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from upj_kooperation import permissions
from upj_kooperation.domain.duty import Todo
from upj_kooperation.domain.partner_match import reminder

PREFIX = "MATCH-"
FIELDS = ["allocated_to", "date", "description", "status"]


def todo_name(match: str) -> str:
	"""Return the name of a match's to-do: there is one for each, whoever comes first."""
	return f"{PREFIX}{match}"


def follow(doc: Document) -> None:
	"""Bring the to-do in line with where the match stands. The match was saved, so its row is locked."""
	name, wanted = todo_name(doc.name), reminder(doc.standing())
	known = frappe.db.get_value("ToDo", name, FIELDS, as_dict=True)
	if not wanted:
		if known and known.status == Todo.OPEN.value:
			_write(name, {"status": Todo.CLOSED.value})
		return
	values = {
		"allocated_to": frappe.db.get_value("Challenge Group", doc.challenge_group, "coordinator"),
		"date": wanted.day,
		"description": escape_html(_(wanted.text).format(doc.match_title)),
		"status": Todo.OPEN.value,
	}
	if not known:
		# A member on the web may write none; the coordinator's next step brings it back.
		if permissions.is_opened_by_link(doc):
			return
		todo = {"doctype": "ToDo", "reference_type": doc.doctype, "reference_name": doc.name}
		frappe.get_doc({**todo, **values, "assigned_by": frappe.session.user}).insert(set_name=name)
	elif known != values:
		_write(name, values)


def forget(match: str) -> None:
	"""Delete the to-do of a match that is deleted."""
	frappe.db.delete("ToDo", {"name": todo_name(match)})


def _write(name: str, values: dict) -> None:
	frappe.db.set_value("ToDo", name, values)
	frappe.get_doc("ToDo", name).update_in_reference()
