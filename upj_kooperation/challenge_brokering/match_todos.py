"""What a match waits for, as the one to-do of its group's coordinator (F33)."""

from collections.abc import Iterable
from typing import Any

from frappe.model.document import Document
from frappe.utils import getdate

from upj_kooperation.challenge_brokering import todos
from upj_kooperation.domain import partner_match as rules
from upj_kooperation.domain.support_request import Reminder
from upj_kooperation.stakeholder_relations.lookups import as_date

PREFIX = "MATCH-"


def todo_name(match: str) -> str:
	"""Return the name of a match's to-do: there is one for each, whoever comes first."""
	return f"{PREFIX}{match}"


def waits_for(match: Any, attempts: Iterable[Any]) -> Reminder | None:
	"""Return what a match waits for. match, attempts: the record and its rows, or rows of lists with their fields."""
	standing = rules.Standing(
		match.workflow_state or rules.MatchState.PROPOSED,
		getdate(match.creation),
		rules.last_of(plain_attempts(attempts)),
		as_date(match.needed_on),
		as_date(match.carried_out_on),
	)
	return rules.reminder(standing)


def plain_attempts(rows: Iterable[Any]) -> list[rules.Attempt]:
	"""Return attempts as plain values; rows without a day are left out, Frappe refuses them when it saves."""
	return [
		rules.Attempt(getdate(row.attempted_on), row.outcome or "", as_date(row.next_on))
		for row in rows
		if row.attempted_on
	]


def follow(doc: Document) -> None:
	"""Bring the to-do in line with where the match stands. The match was saved, so its row is locked."""
	todos.follow(doc, todo_name(doc.name), waits_for(doc, doc.attempts), doc.match_title)


def forget(match: str) -> None:
	"""Delete the to-do of a match that is deleted."""
	todos.forget(todo_name(match))
