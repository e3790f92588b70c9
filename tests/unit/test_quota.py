"""A mandate's quota: what it covers, what a session takes from it, and when it runs out."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import quota as rules
from upj_kooperation.domain.quota import Amount

START, END = date(2016, 6, 6), date(2017, 9, 30)
EIGHT = Amount(8, Decimal("24.00"))
HOURS = st.decimals(0, 200, places=2)


@pytest.mark.parametrize(
	("sessions", "hours", "wrong"),
	[(0, "0", True), (-1, "-1", True), (1, "0", False), (0, "0.25", False), (8, "24", False)],
)
def test_sessions_or_hours_must_be_agreed(sessions: int, hours: str, wrong: bool):
	problem = rules.check_mandate(Amount(sessions, Decimal(hours)), START, END)
	assert (problem is not None and problem.message == rules.NO_QUOTA) is wrong


@pytest.mark.parametrize(
	("end", "wrong"), [(date(2016, 6, 5), True), (date(2016, 6, 6), False), (date(2016, 6, 7), False)]
)
def test_a_mandate_does_not_end_before_it_starts(end: date, wrong: bool):
	problem = rules.check_mandate(EIGHT, START, end)
	assert (problem is not None and problem.message == rules.CROSSED_PERIOD) is wrong


@pytest.mark.parametrize(
	("sessions", "hours", "message"),
	[
		(8, "24.00", None),
		(9, "24.00", rules.SESSIONS_EXCEEDED),
		(8, "24.01", rules.HOURS_EXCEEDED),
		(9, "24.01", rules.SESSIONS_EXCEEDED),
		(0, "0", None),
	],
)
def test_the_quota_holds_to_the_last_session_and_minute(sessions: int, hours: str, message: str | None):
	problem = rules.check_use(EIGHT, Amount(sessions, Decimal(hours)))
	assert (problem.message if problem else None) == message


@given(st.integers(0, 500), HOURS)
def test_a_quota_of_zero_sets_no_limit(sessions: int, hours: Decimal):
	assert rules.check_use(Amount(0, Decimal(5)), Amount(sessions, Decimal(5))) is None
	assert rules.check_use(Amount(500, Decimal(0)), Amount(min(sessions, 500), hours)) is None


@given(st.integers(1, 50), HOURS, st.integers(0, 60), HOURS)
def test_what_remains_is_never_negative_and_adds_up(agreed: int, agreed_hours: Decimal, held: int, hours: Decimal):
	quota, used = Amount(agreed, agreed_hours), Amount(held, hours)
	left = rules.remaining(quota, used)
	assert left.sessions >= 0 and left.hours >= 0
	if rules.check_use(quota, used) is None:
		assert left.sessions + held == agreed
		assert not agreed_hours or left.hours + hours == agreed_hours


@given(st.lists(st.tuples(st.integers(-1, 1), st.decimals(-24, 24, places=2)), max_size=20))
def test_sums_are_exact_to_the_hundredth(steps: list):
	amount = Amount()
	for sessions, hours in steps:
		amount = amount.plus(sessions, hours)
	assert amount == Amount(sum(step[0] for step in steps), sum((step[1] for step in steps), Decimal(0)))


@pytest.mark.parametrize(
	("sessions", "hours", "message"),
	[
		(4, "10", None),
		(5, "10", None),
		(3, "10", rules.SESSIONS_BELOW_USE),
		(4, "9.99", rules.HOURS_BELOW_USE),
		(0, "10", None),
		(4, "0", None),
	],
)
def test_a_quota_is_not_lowered_below_what_was_used(sessions: int, hours: str, message: str | None):
	problem = rules.check_lowered(Amount(sessions, Decimal(hours)), Amount(4, Decimal(10)))
	assert (problem.message if problem else None) == message


@pytest.mark.parametrize(
	("first", "last", "outside"),
	[
		(START, END, None),
		(date(2016, 6, 5), END, date(2016, 6, 5)),
		(START, date(2017, 10, 1), date(2017, 10, 1)),
		(None, None, None),
	],
)
def test_held_sessions_stay_inside_the_period(first: date | None, last: date | None, outside: date | None):
	problem = rules.check_held_days(START, END, first, last)
	assert (problem.values[0] if problem else None) == outside


@pytest.mark.parametrize(
	("sessions", "hours", "message"),
	[
		(6, "19.19", None),
		(7, "10", rules.SESSIONS_RUN_OUT),
		(8, "24", rules.SESSIONS_RUN_OUT),
		(6, "19.20", rules.HOURS_RUN_OUT),
		(6, "24", rules.HOURS_RUN_OUT),
	],
)
def test_a_warning_comes_before_the_quota_runs_out(sessions: int, hours: str, message: str | None):
	problem = rules.warning(EIGHT, Amount(sessions, Decimal(hours)))
	assert (problem.message if problem else None) == message


def test_a_quota_without_limit_gives_no_warning():
	assert rules.warning(Amount(0, Decimal(24)), Amount(100, Decimal(1))) is None
	assert rules.warning(Amount(10, Decimal(0)), Amount(1, Decimal(1000))) is None


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)}
	assert texts == set(rules.MESSAGES)
