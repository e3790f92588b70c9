"""What a match waits for, as the one to-do of its group's coordinator (F33)."""

from frappe.model.document import Document

from upj_kooperation.challenge_brokering import todos
from upj_kooperation.domain.partner_match import reminder

PREFIX = "MATCH-"


def todo_name(match: str) -> str:
	"""Return the name of a match's to-do: there is one for each, whoever comes first."""
	return f"{PREFIX}{match}"


def follow(doc: Document) -> None:
	"""Bring the to-do in line with where the match stands. The match was saved, so its row is locked."""
	todos.follow(doc, todo_name(doc.name), reminder(doc.standing()), doc.match_title)


def forget(match: str) -> None:
	"""Delete the to-do of a match that is deleted."""
	todos.forget(todo_name(match))
