"""What a request waits for, as the one to-do of its group's coordinator (F31).

A visitor may write no to-do: the request is marked, and a scheduled job brings its to-do in line.
"""

import frappe
from frappe.model.document import Document

from upj_kooperation import permissions
from upj_kooperation.challenge_brokering import todos
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
		if doc.workflow_state not in (None, RequestState.DRAFT):
			frappe.db.set_value(REQUEST, doc.name, "todo_stale", 1, update_modified=False)
		return
	todos.follow(doc, todo_name(doc.name), reminder(doc.standing()), doc.request_title)


def forget(request: str) -> None:
	"""Delete the to-do of a request that is deleted."""
	todos.forget(todo_name(request))
