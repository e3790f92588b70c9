"""Questions between municipalities, their answers, and peer workshops."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import exchange as rules
from upj_kooperation.domain.exchange import RequestStatus
from upj_kooperation.domain.session import SessionStatus

NIENBURG, COLOGNE, JENA = "03256022", "05315000", "16053000"
TODAY = date(2016, 7, 1)
TEXT = "<p>Ein Frühstück für Betriebe.</p>"


def words(problem) -> str | None:
	"""Return a problem's message, None without one."""
	return problem.message if problem else None


@pytest.mark.parametrize(
	("asked", "shared", "status", "outcome", "answers", "message"),
	[
		(COLOGNE, False, RequestStatus.OPEN, None, 0, None),
		(None, True, RequestStatus.OPEN, None, 0, None),
		(None, False, RequestStatus.OPEN, None, 0, rules.NOBODY_ASKED),
		(NIENBURG, True, RequestStatus.OPEN, None, 0, rules.ASKS_ITSELF),
		(COLOGNE, False, RequestStatus.ANSWERED, None, 0, rules.NOT_ANSWERED),
		(COLOGNE, False, RequestStatus.ANSWERED, None, 1, None),
		(COLOGNE, False, RequestStatus.OPEN, None, 1, rules.ANSWERED_NOW_OPEN),
		(COLOGNE, False, RequestStatus.CLOSED, None, 1, rules.NO_OUTCOME),
		(COLOGNE, False, RequestStatus.CLOSED, "<p> </p>", 1, rules.NO_OUTCOME),
		(COLOGNE, False, RequestStatus.CLOSED, TEXT, 0, None),
	],
)
def test_a_question_stands_where_its_answers_are(asked, shared, status, outcome, answers, message):
	assert words(rules.check_request(NIENBURG, asked, shared, status, outcome, answers)) == message


@pytest.mark.parametrize(
	("shared", "status", "answering", "message"),
	[
		(False, RequestStatus.OPEN, COLOGNE, None),
		(False, RequestStatus.ANSWERED, COLOGNE, None),
		(False, RequestStatus.OPEN, JENA, rules.NOT_ASKED),
		(True, RequestStatus.OPEN, JENA, None),
		(True, RequestStatus.OPEN, NIENBURG, rules.ANSWERS_ITSELF),
		(True, RequestStatus.CLOSED, COLOGNE, rules.IS_CLOSED),
	],
)
def test_who_may_answer(shared: bool, status: str, answering: str, message: str | None):
	assert words(rules.check_answer(NIENBURG, COLOGNE, shared, status, answering)) == message


@given(st.lists(st.sampled_from([NIENBURG, COLOGNE, JENA]), max_size=4))
def test_each_municipality_takes_part_once_and_the_host_without_a_row(keys: list[str]):
	problem = rules.check_participating(NIENBURG, [(key, key) for key in keys])
	assert (problem is None) == (NIENBURG not in keys and len(set(keys)) == len(keys))


@pytest.mark.parametrize(
	("status", "day", "came", "result", "reason", "message"),
	[
		(SessionStatus.PLANNED, date(2016, 8, 1), 0, None, None, None),
		(SessionStatus.HELD, date(2016, 7, 1), 1, TEXT, None, None),
		(SessionStatus.HELD, date(2016, 7, 2), 1, TEXT, None, rules.NOT_YET_HELD),
		(SessionStatus.HELD, date(2016, 7, 1), 0, TEXT, None, rules.TOO_FEW_CAME),
		(SessionStatus.HELD, date(2016, 7, 1), 2, " ", None, rules.NO_RESULT),
		(SessionStatus.CANCELLED, date(2016, 7, 1), 0, None, "", rules.NO_CANCEL_REASON),
		(SessionStatus.CANCELLED, date(2016, 7, 1), 0, None, "Krankheit", None),
	],
)
def test_what_a_workshop_needs(status, day, came, result, reason, message):
	assert words(rules.check_workshop(status, day, TODAY, came, result, reason)) == message


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)}
	assert texts == set(rules.MESSAGES)
