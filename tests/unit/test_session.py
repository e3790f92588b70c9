"""An advisory session: planned, held or cancelled, and what each asks for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import session as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.quota import MandateStatus
from upj_kooperation.domain.session import SessionFacts, SessionStatus

MANDATE = Period(date(2016, 6, 6), date(2017, 9, 30))
TODAY = date(2016, 7, 1)
HELD = SessionFacts(SessionStatus.HELD, date(2016, 6, 14), Decimal("2.50"), "<p>Auftakt</p>")
PLANNED = SessionFacts(SessionStatus.PLANNED, date(2016, 8, 1))
CANCELLED = SessionFacts(SessionStatus.CANCELLED, date(2016, 8, 1), cancel_reason="Krankheit")


def message(session: SessionFacts) -> str | None:
	"""Return the message of what is wrong with a session, None if it is right."""
	problem = rules.check_session(session, MANDATE, TODAY)
	return problem.message if problem else None


@pytest.mark.parametrize("session", [HELD, PLANNED, CANCELLED])
def test_complete_sessions_are_right(session: SessionFacts):
	assert message(session) is None


@pytest.mark.parametrize(
	("day", "expected"),
	[
		(date(2016, 6, 5), rules.OUTSIDE_MANDATE),
		(date(2016, 6, 6), None),
		(date(2016, 7, 1), None),
		(date(2016, 7, 2), rules.HELD_IN_FUTURE),
		(date(2017, 10, 1), rules.OUTSIDE_MANDATE),
	],
)
def test_a_held_session_lies_in_the_mandate_and_not_in_the_future(day: date, expected: str | None):
	assert message(replace(HELD, day=day)) == expected


@pytest.mark.parametrize(
	("day", "expected"),
	[
		(date(2016, 6, 5), rules.OUTSIDE_MANDATE),
		(date(2016, 6, 6), None),
		(date(2017, 9, 30), None),
		(date(2017, 10, 1), rules.OUTSIDE_MANDATE),
	],
)
def test_a_planned_session_lies_in_the_mandate(day: date, expected: str | None):
	assert message(replace(PLANNED, day=day)) == expected


@pytest.mark.parametrize(
	("hours", "expected"),
	[
		("-0.01", rules.NO_HOURS),
		("0", rules.NO_HOURS),
		("0.01", None),
		("24", None),
		("24.01", rules.TOO_MANY_HOURS),
	],
)
def test_hours_of_a_held_session(hours: str, expected: str | None):
	assert message(replace(HELD, hours=Decimal(hours))) == expected


@pytest.mark.parametrize("minutes", [None, "", "<p><br></p>", "<div>&nbsp; </div>"])
def test_a_held_session_needs_minutes(minutes: str | None):
	assert message(replace(HELD, minutes=minutes)) == rules.NO_MINUTES
	assert message(replace(PLANNED, minutes=minutes)) is None


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_cancelled_session_needs_a_reason(reason: str | None):
	assert message(replace(CANCELLED, cancel_reason=reason)) == rules.NO_REASON


@given(st.decimals(-100, 100, places=2), st.dates())
def test_a_cancelled_session_with_a_reason_is_right_whatever_else_it_holds(hours: Decimal, day: date):
	assert message(replace(CANCELLED, hours=hours, day=day)) is None


def test_only_a_held_session_counts():
	assert HELD.use == Decimal("2.50")
	assert PLANNED.use is None and CANCELLED.use is None


@pytest.mark.parametrize(
	("status", "before", "after", "expected"),
	[
		(MandateStatus.ACTIVE, "", SessionStatus.HELD, None),
		(MandateStatus.COMPLETED, "", SessionStatus.PLANNED, rules.MANDATE_COMPLETED),
		(MandateStatus.COMPLETED, SessionStatus.PLANNED, SessionStatus.HELD, rules.MANDATE_COMPLETED),
		(MandateStatus.TERMINATED, "", SessionStatus.HELD, rules.MANDATE_TERMINATED),
		(MandateStatus.TERMINATED, SessionStatus.PLANNED, SessionStatus.CANCELLED, None),
		(MandateStatus.COMPLETED, SessionStatus.HELD, SessionStatus.HELD, None),
	],
)
def test_only_an_active_mandate_takes_sessions(status: str, before: str, after: str, expected: str | None):
	problem = rules.check_mandate_open(status, before, after)
	assert (problem.message if problem else None) == expected


def test_a_held_session_is_locked_but_for_those_who_may_correct_it():
	changed = replace(HELD, minutes="<p>Anders</p>")
	assert rules.check_correction(HELD, changed, False, None, "Zahlendreher").message == rules.HELD_IS_LOCKED
	assert rules.check_correction(HELD, changed, True, None, "Zahlendreher") is None
	assert rules.check_correction(PLANNED, HELD, False, None, None) is None


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_correction_needs_its_reason(reason: str | None):
	changed = replace(HELD, minutes="<p>Anders</p>")
	assert rules.check_correction(HELD, changed, True, None, reason).message == rules.NO_CORRECTION_REASON


@pytest.mark.parametrize(
	("changed", "expected"),
	[
		(replace(HELD, hours=Decimal(3)), rules.TIMESHEET_EXISTS),
		(replace(HELD, day=date(2016, 6, 15)), rules.TIMESHEET_EXISTS),
		(replace(HELD, status=SessionStatus.PLANNED), rules.TIMESHEET_EXISTS),
		(replace(HELD, minutes="<p>Anders</p>"), None),
	],
)
def test_what_its_timesheet_says_does_not_change_behind_it(changed: SessionFacts, expected: str | None):
	problem = rules.check_correction(HELD, changed, True, "TS-2016-00001", "Zahlendreher")
	assert (problem.message if problem else None) == expected


@pytest.mark.parametrize("status", [SessionStatus.PLANNED, SessionStatus.CANCELLED])
def test_only_a_held_session_becomes_a_timesheet(status: str):
	assert rules.check_timesheet(status).message == rules.NOT_HELD
	assert rules.check_timesheet(SessionStatus.HELD) is None


@pytest.mark.parametrize(
	("due", "wrong"), [(date(2016, 6, 13), True), (date(2016, 6, 14), False), (date(2016, 6, 15), False), (None, False)]
)
def test_a_next_step_is_not_due_before_the_session(due: date | None, wrong: bool):
	assert (rules.check_step(1, due, HELD.day) is not None) is wrong


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)}
	assert texts == set(rules.MESSAGES)
