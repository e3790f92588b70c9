"""What a mandate covers: changed with a reason alone, and announced before it runs out."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import mandate_terms as rules
from upj_kooperation.domain.mandate_terms import Terms, Threshold
from upj_kooperation.domain.quota import Amount

END = date(2017, 9, 30)
EIGHT = Terms(Amount(8, Decimal("24.00")), END)
TWELVE = Terms(Amount(12, Decimal("24.00")), END)
LONGER = Terms(EIGHT.quota, date(2017, 12, 31))
REASON = "Zwei weitere Betriebe (erfunden)"


@pytest.mark.parametrize(
	("before", "after", "in_use", "reasons", "message"),
	[
		(None, EIGHT, False, (), None),
		(None, EIGHT, False, (REASON,), rules.NEW_HAS_NO_HISTORY),
		(EIGHT, EIGHT, True, (), None),
		(EIGHT, TWELVE, False, (), None),
		(EIGHT, TWELVE, True, (), rules.USE_EXTENSION),
		(EIGHT, LONGER, True, (), rules.USE_EXTENSION),
		(EIGHT, TWELVE, True, (REASON,), None),
		(EIGHT, LONGER, False, (REASON,), None),
		(EIGHT, EIGHT, True, (REASON,), rules.NOTHING_EXTENDED),
		(EIGHT, TWELVE, True, ("  ",), rules.NO_REASON),
		(EIGHT, TWELVE, True, (None,), rules.NO_REASON),
		(EIGHT, TWELVE, True, (REASON, REASON), rules.ONE_AT_A_TIME),
	],
)
def test_the_agreement_changes_with_a_reason(before, after, in_use, reasons, message):
	problem = rules.check_change(before, after, in_use=in_use, reasons=reasons)
	assert (problem.message if problem else None) == message


@pytest.mark.parametrize(
	("sessions", "hours", "found"),
	[
		(6, "19.19", set()),
		(6, "19.20", {Threshold.SHARE}),
		(7, "0", {Threshold.SHARE}),
		(7, "23.99", {Threshold.SHARE}),
		(8, "1", {Threshold.SHARE, Threshold.USED_UP}),
		(1, "24.00", {Threshold.SHARE, Threshold.USED_UP}),
	],
)
def test_thresholds_are_reached_exactly(sessions: int, hours: str, found: set[str]):
	assert set(rules.reached(EIGHT, Amount(sessions, Decimal(hours)), date(2016, 7, 1), 80, 30)) == found


@pytest.mark.parametrize(
	("today", "days", "found"),
	[
		(date(2017, 8, 30), 30, False),
		(date(2017, 8, 31), 30, True),
		(date(2017, 9, 30), 30, True),
		(date(2017, 10, 5), 30, True),
		(date(2017, 9, 30), 0, False),
		(date(2017, 9, 30), 1, True),
	],
)
def test_the_end_is_announced_so_many_days_before(today: date, days: int, found: bool):
	assert (Threshold.END in rules.reached(EIGHT, Amount(), today, 80, days)) is found


@given(st.integers(0, 300), st.decimals(0, 300, places=2), st.integers(1, 100))
def test_a_quota_without_limit_reaches_no_share(sessions: int, hours: Decimal, percent: int):
	assert not rules.reached(Terms(Amount(0, Decimal(0))), Amount(sessions, hours), END, percent, 30)


@given(st.integers(1, 60), st.decimals("0.25", 200, places=2), st.integers(0, 60), st.decimals(0, 200, places=2))
def test_a_used_up_quota_has_reached_every_share(agreed: int, agreed_hours: Decimal, held: int, hours: Decimal):
	terms, used = Terms(Amount(agreed, agreed_hours)), Amount(held, hours)
	found = rules.reached(terms, used, END, 100, 0)
	assert (Threshold.USED_UP in found) == (Threshold.SHARE in found)
	assert (rules.percent_used(terms.quota, used) >= 100) or not found


@given(st.integers(-50, 200))
def test_the_share_of_a_warning_lies_between_1_and_100(percent: int):
	assert (rules.check_warning(percent) is None) is (1 <= percent <= 100)


@given(st.integers(1, 400), st.integers(0, 500))
def test_once_the_end_is_near_it_stays_near(days: int, later: int):
	first = END - timedelta(days=days)
	assert Threshold.END in rules.reached(EIGHT, Amount(), first + timedelta(days=later), 80, days)


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)}
	assert texts == set(rules.MESSAGES)
