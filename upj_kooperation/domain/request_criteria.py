"""Check of a request by the criteria of its group, as a list that stands in the request (F31).

The list is copied when the request comes in: a group that changes its criteria changes no request that is under way.
"""

from collections.abc import Sequence
from typing import NamedTuple

from upj_kooperation.domain.values import Problem

OPEN = "Open"
YES = "Yes"
NO = "No"

NOT_CHECKED = "Answer these criteria first: {0}"
NOT_MET = "These criteria are required and answered with No: {0}. Ask the organisation, or decline the request."
ROWS_ARE_FIXED = "The list of criteria was copied from the group when the request came in. Answer it as it stands."

MESSAGES = (NOT_CHECKED, NOT_MET, ROWS_ARE_FIXED)


class Criterion(NamedTuple):
	"""What a group asks of each request; required: without a yes it is not accepted."""

	criterion: str
	question: str
	required: bool


class Check(NamedTuple):
	"""A criterion in a request with its answer."""

	criterion: str
	required: bool
	answer: str


def to_copy(criteria: Sequence[Criterion], checks: Sequence[Check]) -> list[Criterion]:
	"""Return the criteria of the group that the request does not have yet, in the group's order."""
	known = {check.criterion for check in checks}
	return [one for one in criteria if one.criterion not in known]


def check_acceptance(checks: Sequence[Check]) -> Problem | None:
	"""Return which required criteria keep the request from being accepted, or None."""
	for answer, message in ((OPEN, NOT_CHECKED), (NO, NOT_MET)):
		if found := tuple(check.criterion for check in checks if check.required and check.answer == answer):
			return Problem(message, (found,))
	return None


def check_rows(stored: Sequence[str], sent: Sequence[str]) -> Problem | None:
	"""Return that rows were added to the list or taken out of it, or None. stored, sent: names of the rows."""
	return None if sorted(stored) == sorted(sent) else Problem(ROWS_ARE_FIXED)
