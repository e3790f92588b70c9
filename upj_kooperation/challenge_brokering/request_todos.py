"""What a request waits for, as the one to-do of its group's coordinator (F31).

The daily overview names what is due and overdue (stakeholder_relations/digests.py). A visitor may write no to-do: the
request is marked, and a scheduled job brings its to-do in line.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from upj_kooperation import permissions
from upj_kooperation.domain.duty import Todo
from upj_kooperation.domain.support_request import RequestState, reminder

REQUEST = "Support Request"
PREFIX = "REQUEST-"


def todo_name(request: str) -> str:
	"""Return the name of a request's to-do: there is one for each, whoever comes first."""
	return f"{PREFIX}{request}"


def follow(doc: Document) -> None:
	"""Bring the to-do in line with where the request stands. The request was saved, so its row is locked."""
	if permissions.is_opened_by_link(doc):
		# A draft is nobody's business yet.
		if doc.workflow_state in (None, RequestState.DRAFT):
			return
		frappe.db.set_value(REQUEST, doc.name, "todo_stale", 1, update_modified=False)
		return
	name = todo_name(doc.name)
	fields = ["allocated_to", "date", "description", "status"]
	known = frappe.db.get_value("ToDo", name, fields, as_dict=True, for_update=True)
	wanted = reminder(doc.standing())
	if not wanted:
		if known and known.status == Todo.OPEN.value:
			_write(name, {"status": Todo.CLOSED.value})
		return
	values = {
		"allocated_to": doc.group().coordinator,
		"date": wanted.day,
		"description": escape_html(_(wanted.text).format(doc.request_title)),
		"status": Todo.OPEN.value,
	}
	if not known:
		todo = {"doctype": "ToDo", "reference_type": REQUEST, "reference_name": doc.name}
		frappe.get_doc({**todo, **values, "assigned_by": frappe.session.user}).insert(set_name=name)
	elif known != values:
		_write(name, values)


def forget(request: str) -> None:
	"""Delete the to-do of a request that is deleted."""
	frappe.db.delete("ToDo", {"name": todo_name(request)})


def _write(name: str, values: dict) -> None:
	frappe.db.set_value("ToDo", name, values)
	frappe.get_doc("ToDo", name).update_in_reference()
