"""Rules of a request for support: what it must say, which step is possible when, and what it waits for (F31)."""

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from upj_kooperation.domain.challenge_group import ACTIVE
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem


class RequestState:
	"""States of the workflow of Support Request."""

	DRAFT = "Draft"
	RECEIVED = "Received"
	RETURNED = "Returned"
	ACCEPTED = "Accepted"
	DECLINED = "Declined"
	BROKERED = "Brokered"
	DONE = "Done"
	VALUED = "Valued"
	WITHDRAWN = "Withdrawn"


# States in which the organisation may take its request back, and send files.
WITHDRAWABLE = frozenset({RequestState.RECEIVED, RequestState.RETURNED, RequestState.ACCEPTED})
TAKES_FILES = frozenset({RequestState.DRAFT, *WITHDRAWABLE})
# What a match's steps find already done, so that they change nothing.
AFTER_BROKERED = frozenset({RequestState.BROKERED, RequestState.DONE, RequestState.VALUED})
AFTER_DONE = frozenset({RequestState.DONE, RequestState.VALUED})

MAX_QUESTIONS = 10
# Days of a link: of a draft from its beginning, of a request after the last thing that it is needed for.
DAYS_OF_DRAFT = 30
DAYS_AFTER_NEED = 180

INCOMPLETE = "The request cannot be sent in yet. Please fill in: {0}"
DAY_IS_PAST = "The day by which it is needed, {0}, is over. Enter a later day."
DAY_PASSED = "The day by which it is needed, {0}, is over. Ask the organisation for a new day, or decline the request."
MONEY_IS_TABOO = "This group takes no requests for money. Leave out: {0}"
KIND_HAS_ENDED = "This kind of support is no longer used: {0}. Choose another one."
GROUP_IS_CLOSED = "This group takes no new requests at the moment."
NO_QUESTION = "Write the question to the organisation first. It gets to read it by mail and on its page."
TOO_MANY_QUESTIONS = "At most {0} questions are possible. Better call the organisation."
ANSWERS_MISSING = "Please answer every question. Still open: {0}"
NO_STAKEHOLDER = "Link the organisation to a stakeholder of the municipality, or make one, before you accept."
REASON_MISSING = "Say in a sentence why. The other side gets to read it."
NO_VALUATION = "Write in a few sentences what came of it."
NOT_OPEN_FOR_MATCHING = "Only an accepted request can be brokered. This one is: {0}"
NOT_BROKERED = "Only a brokered request can be carried out. This one is: {0}"
NO_LONGER_DRAFT = "The request was sent in already and cannot be changed here. Write to the coordinator."
NOTHING_TO_ANSWER = "There is no open question to this request any more. Load the page again to see how it stands."
TOO_LATE_TO_WITHDRAW = "The request cannot be withdrawn here any more. Please call the coordinator."
NO_MORE_FILES = "The request takes no more files. Please write to the coordinator."
NO_FEEDBACK_YET = "Feedback is asked for when the support has taken place."

# What the to-do of the coordinator says.
TO_CHECK = "Check the request: {0}"
TO_ASK_AGAIN = "Ask again, the organisation has not answered: {0}"
TO_BROKER = "Find a partner: {0}"
TO_FOLLOW = "Ask whether it has taken place: {0}"
TO_VALUE = "Note what came of it: {0}"

MESSAGES = (
	INCOMPLETE,
	DAY_IS_PAST,
	DAY_PASSED,
	MONEY_IS_TABOO,
	KIND_HAS_ENDED,
	GROUP_IS_CLOSED,
	NO_QUESTION,
	TOO_MANY_QUESTIONS,
	ANSWERS_MISSING,
	NO_STAKEHOLDER,
	REASON_MISSING,
	NO_VALUATION,
	NOT_OPEN_FOR_MATCHING,
	NOT_BROKERED,
	NO_LONGER_DRAFT,
	NOTHING_TO_ANSWER,
	TOO_LATE_TO_WITHDRAW,
	NO_MORE_FILES,
	NO_FEEDBACK_YET,
	TO_CHECK,
	TO_ASK_AGAIN,
	TO_BROKER,
	TO_FOLLOW,
	TO_VALUE,
)

# Days after which a request that nothing happens with is brought to mind.
DAYS_TO_CHECK = 5
DAYS_TO_ANSWER = 14
DAYS_TO_BROKER = 14
DAYS_AFTER_DAY = 3
DAYS_TO_VALUE = 14


class Kind(NamedTuple):
	"""A kind of support that is asked for."""

	name: str
	is_money: bool
	enabled: bool


class Standing(NamedTuple):
	"""Where a request stands, for its to-do. asked_on: of the last question."""

	state: str
	received_on: datetime.date | None = None
	asked_on: datetime.date | None = None
	accepted_on: datetime.date | None = None
	needed_by: datetime.date | None = None
	done_on: datetime.date | None = None


class Reminder(NamedTuple):
	"""What the coordinator is reminded of: text with a place for the title of request or match, and the day."""

	text: str
	day: datetime.date


def check_complete(answers: Mapping[str, str | None]) -> Problem | None:
	"""Return which answers are missing, or None. answers: label to content."""
	missing = tuple(label for label, content in answers.items() if is_blank(content))
	return Problem(INCOMPLETE, (missing,)) if missing else None


def check_receipt(needed_by: datetime.date, today: datetime.date) -> Problem | None:
	"""Return that the day by which it is needed has passed when the request comes in, or None."""
	return Problem(DAY_IS_PAST, (needed_by,)) if needed_by < today else None


def check_day_of_acceptance(needed_by: datetime.date, today: datetime.date) -> Problem | None:
	"""Return that nobody can help in time any more, or None."""
	return Problem(DAY_PASSED, (needed_by,)) if needed_by < today else None


def check_kinds(kinds: Sequence[Kind], money_allowed: bool) -> Problem | None:
	"""Return which kind of support cannot be asked for, or None."""
	if ended := tuple(kind.name for kind in kinds if not kind.enabled):
		return Problem(KIND_HAS_ENDED, (ended,))
	if not money_allowed and (money := tuple(kind.name for kind in kinds if kind.is_money)):
		return Problem(MONEY_IS_TABOO, (money,))
	return None


def check_group(status: str, published: bool, by_visitor: bool) -> Problem | None:
	"""Return that a group takes no requests, or None; from visitors only while its page is public."""
	return None if status == ACTIVE and (published or not by_visitor) else Problem(GROUP_IS_CLOSED)


def check_return(answers: Sequence[str | None]) -> Problem | None:
	"""Return that there is nothing to ask, or too much, or None. answers: of each question, empty where it is open."""
	if len(answers) > MAX_QUESTIONS:
		return Problem(TOO_MANY_QUESTIONS, (str(MAX_QUESTIONS),))
	return None if any(is_blank(answer) for answer in answers) else Problem(NO_QUESTION)


def check_answers(questions: Sequence[tuple[str, str | None]]) -> Problem | None:
	"""Return which questions are still open, or None. questions: question and answer."""
	missing = tuple(question for question, answer in questions if is_blank(answer))
	return Problem(ANSWERS_MISSING, (missing,)) if missing else None


def check_reason(reason: str | None) -> Problem | None:
	"""Return that a reason is missing, or None."""
	return Problem(REASON_MISSING) if is_blank(reason) else None


def check_valuation(valuation: str | None) -> Problem | None:
	"""Return that the valuation is missing, or None."""
	return Problem(NO_VALUATION) if is_blank(valuation) else None


def check_brokering(state: str) -> Problem | None:
	"""Return why a request in this state cannot be brokered, or None; what is brokered already stays so."""
	possible = state == RequestState.ACCEPTED or state in AFTER_BROKERED
	return None if possible else Problem(NOT_OPEN_FOR_MATCHING, (state,))


def check_completion(state: str) -> Problem | None:
	"""Return why a request in this state cannot be carried out, or None; what is done already stays so."""
	possible = state == RequestState.BROKERED or state in AFTER_DONE
	return None if possible else Problem(NOT_BROKERED, (state,))


def link_expires_on(today: datetime.date, needed_by: datetime.date | None, received: bool) -> datetime.date:
	"""Return the last day of a request's link, counted from today or from the day by which it is needed."""
	if not received:
		return today + datetime.timedelta(days=DAYS_OF_DRAFT)
	return max(today, needed_by or today) + datetime.timedelta(days=DAYS_AFTER_NEED)


def reminder(standing: Standing) -> Reminder | None:
	"""Return what the coordinator has to do next about a request and until when; None when nothing waits."""
	state, needed_by = standing.state, standing.needed_by
	if state == RequestState.RECEIVED and standing.received_on:
		return Reminder(TO_CHECK, _after(standing.received_on, DAYS_TO_CHECK))
	if state == RequestState.RETURNED and standing.asked_on:
		return Reminder(TO_ASK_AGAIN, _after(standing.asked_on, DAYS_TO_ANSWER))
	if state == RequestState.ACCEPTED and standing.accepted_on:
		day = _after(standing.accepted_on, DAYS_TO_BROKER)
		return Reminder(TO_BROKER, min(day, needed_by) if needed_by else day)
	if state == RequestState.BROKERED and needed_by:
		return Reminder(TO_FOLLOW, _after(needed_by, DAYS_AFTER_DAY))
	if state == RequestState.DONE and standing.done_on:
		return Reminder(TO_VALUE, _after(standing.done_on, DAYS_TO_VALUE))
	return None


def _after(day: datetime.date, days: int) -> datetime.date:
	return day + datetime.timedelta(days=days)
