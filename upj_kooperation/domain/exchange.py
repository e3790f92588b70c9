"""Rules of the exchange between municipalities: questions, answers, peer workshops (F16)."""

import datetime
from collections.abc import Iterable

from upj_kooperation.domain.session import SessionStatus
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem


class RequestStatus:
	"""Values of Exchange Request.status."""

	OPEN = "Open"
	ANSWERED = "Answered"
	CLOSED = "Closed"


NOBODY_ASKED = "Name the municipality that is asked, or let all municipalities read and answer."
ASKS_ITSELF = "A municipality cannot ask itself. Choose another one."
NO_OUTCOME = "Please say what came of the question before you close it."
NOT_ANSWERED = "Nobody has answered yet. Leave the question open, or close it and say why."
ANSWERED_NOW_OPEN = "There is an answer already. Leave the question answered, or close it and say what came of it."
IS_CLOSED = "The question is closed. Ask the municipality that asked to open it again."
ANSWERS_ITSELF = "The municipality that asked does not answer itself. Enter what came of it in the question."
NOT_ASKED = "This question was put to another municipality alone."
NOT_YET_HELD = "{0} is still to come. Leave the workshop planned until it has taken place."
NO_RESULT = "Please say what came of the workshop."
TOO_FEW_CAME = "A peer workshop needs at least two municipalities. Tick those that came beside the host."
NO_CANCEL_REASON = "Please say why the workshop is cancelled."
NAMED_TWICE = "{0} is named twice."
HOST_IS_THERE = "The host takes part anyway. Enter the other municipalities."

MESSAGES = (
	NOBODY_ASKED,
	ASKS_ITSELF,
	NO_OUTCOME,
	NOT_ANSWERED,
	ANSWERED_NOW_OPEN,
	IS_CLOSED,
	ANSWERS_ITSELF,
	NOT_ASKED,
	NOT_YET_HELD,
	NO_RESULT,
	TOO_FEW_CAME,
	NO_CANCEL_REASON,
	NAMED_TWICE,
	HOST_IS_THERE,
)


def check_request(
	asking: str, asked: str | None, shared: bool, status: str, outcome: str | None, answers: int
) -> Problem | None:
	"""Return what is wrong with a question, or None. asking, asked: keys (AGS); answers: how many there are."""
	if asked and asked == asking:
		return Problem(ASKS_ITSELF)
	if not asked and not shared:
		return Problem(NOBODY_ASKED)
	if status == RequestStatus.CLOSED:
		return Problem(NO_OUTCOME) if is_blank(outcome) else None
	if (status == RequestStatus.ANSWERED) != (answers > 0):
		return Problem(ANSWERED_NOW_OPEN if answers else NOT_ANSWERED)
	return None


def check_answer(asking: str, asked: str | None, shared: bool, status: str, answering: str) -> Problem | None:
	"""Return why a municipality may not answer a question, or None."""
	if status == RequestStatus.CLOSED:
		return Problem(IS_CLOSED)
	if answering == asking:
		return Problem(ANSWERS_ITSELF)
	return None if shared or answering == asked else Problem(NOT_ASKED)


def check_participating(host: str, invited: Iterable[tuple[str, str]]) -> Problem | None:
	"""Return what is wrong with the municipalities of a workshop, or None. invited: key and name of each."""
	seen = set()
	for key, name in invited:
		if key == host:
			return Problem(HOST_IS_THERE)
		if key in seen:
			return Problem(NAMED_TWICE, (name,))
		seen.add(key)
	return None


def check_workshop(
	status: str,
	day: datetime.date | None,
	today: datetime.date,
	came: int,
	result: str | None,
	cancel_reason: str | None,
) -> Problem | None:
	"""Return what is wrong with a workshop, or None. came: municipalities that came beside the host."""
	if status == SessionStatus.CANCELLED:
		return Problem(NO_CANCEL_REASON) if is_blank(cancel_reason) else None
	if status != SessionStatus.HELD:
		return None
	if day and day > today:
		return Problem(NOT_YET_HELD, (day,))
	if came < 1:
		return Problem(TOO_FEW_CAME)
	return Problem(NO_RESULT) if is_blank(result) else None
