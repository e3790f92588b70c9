"""Months of a contract: ends, renewals and notices over month ends and leap days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import term

DAYS = st.dates(date(1990, 1, 1), date(2120, 12, 31))
MONTHS = st.integers(1, term.MAX_MONTHS)


@pytest.mark.parametrize(
	("day", "months", "expected"),
	[
		(date(2016, 1, 31), 1, date(2016, 2, 29)),
		(date(2017, 1, 31), 1, date(2017, 2, 28)),
		(date(2016, 2, 29), 12, date(2017, 2, 28)),
		(date(2016, 12, 15), 1, date(2017, 1, 15)),
		(date(2016, 3, 31), -1, date(2016, 2, 29)),
		(date(2016, 1, 15), -1, date(2015, 12, 15)),
		(date(2016, 5, 5), 0, date(2016, 5, 5)),
	],
)
def test_months_stay_on_the_same_number_or_the_last_day(day, months, expected):
	assert term.add_months(day, months) == expected


@pytest.mark.parametrize(
	("start", "months", "expected"),
	[
		(date(2016, 4, 1), 18, date(2017, 9, 30)),
		(date(2016, 4, 15), 12, date(2017, 4, 14)),
		(date(2016, 2, 1), 1, date(2016, 2, 29)),
		(date(2017, 2, 1), 1, date(2017, 2, 28)),
		# § 188 Abs. 3 BGB: the 30th is missing in February, so its last day takes its place.
		(date(2017, 1, 31), 1, date(2017, 2, 28)),
		(date(2016, 1, 31), 1, date(2016, 2, 29)),
		(date(2017, 1, 29), 1, date(2017, 2, 28)),
		(date(2016, 1, 29), 1, date(2016, 2, 28)),
		(date(2016, 2, 29), 12, date(2017, 2, 28)),
		(date(2016, 3, 31), 1, date(2016, 4, 30)),
	],
)
def test_a_term_counts_its_first_day(start, months, expected):
	assert term.end_after(start, months) == expected


def test_a_term_lasts_a_month_at_least():
	with pytest.raises(ValueError, match="at least one month"):
		term.end_after(date(2016, 4, 1), 0)


@given(DAYS, MONTHS)
def test_a_term_ends_about_where_its_number_comes_back(start, months):
	end = term.end_after(start, months)
	back = term.add_months(start, months)
	assert start <= end
	assert end in (back, back - timedelta(days=1))


@given(st.integers(1990, 2100), st.integers(1, 12), MONTHS, MONTHS)
def test_renewals_of_whole_months_add_up(year, month, first, second):
	start = date(year, month, 1)
	renewed = term.renewed_end(term.end_after(start, first), second)
	assert renewed == term.end_after(start, first + second)
	assert (renewed + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
	("end", "months", "deadline"),
	[
		(date(2017, 9, 30), 3, date(2017, 6, 30)),
		(date(2017, 6, 30), 3, date(2017, 3, 31)),
		(date(2017, 2, 28), 1, date(2017, 1, 31)),
		(date(2016, 2, 28), 1, date(2016, 1, 28)),
		(date(2016, 2, 29), 12, date(2015, 2, 28)),
		(date(2017, 3, 30), 1, date(2017, 2, 28)),
		(date(2016, 12, 31), 1, date(2016, 11, 30)),
	],
)
def test_the_last_day_for_a_notice(end, months, deadline):
	assert term.notice_deadline(end, months) == deadline


@given(DAYS, MONTHS)
def test_a_notice_on_the_deadline_is_in_time_and_one_day_later_is_not(end, months):
	deadline = term.notice_deadline(end, months)
	assert term.add_months(deadline, months) <= end
	assert term.add_months(deadline + timedelta(days=1), months) > end


@pytest.mark.parametrize(
	("today", "expected"),
	[
		(date(2016, 12, 31), date(2017, 3, 31)),
		(date(2017, 3, 31), date(2017, 3, 31)),
		(date(2017, 4, 1), date(2018, 3, 31)),
		(date(2019, 7, 1), date(2020, 3, 31)),
	],
)
def test_an_automatic_renewal_moves_the_end(today, expected):
	assert term.running_end(date(2017, 3, 31), term.AUTOMATIC, 12, today) == expected


def test_other_terms_do_not_move():
	today = date(2020, 1, 1)
	assert term.running_end(None, term.NO_RENEWAL, 0, today) is None
	assert term.running_end(date(2017, 3, 31), term.NO_RENEWAL, 0, today) == date(2017, 3, 31)
	assert term.running_end(date(2017, 3, 31), term.BY_DECISION, 12, today) == date(2017, 3, 31)


@given(DAYS, st.integers(1, 24), DAYS)
def test_the_running_term_holds_today(end, months, today):
	running = term.running_end(end, term.AUTOMATIC, months, today)
	assert running >= today
	assert running == end or term.end_after(today, months) >= running


def test_the_running_end_stays_in_the_calendar():
	assert term.running_end(date(2190, 1, 31), term.AUTOMATIC, 600, date(2199, 12, 31)) == term.LAST_DAY


@pytest.mark.parametrize(
	("end", "renewal", "today", "ended"),
	[
		(date(2017, 9, 30), term.NO_RENEWAL, date(2017, 9, 30), False),
		(date(2017, 9, 30), term.NO_RENEWAL, date(2017, 10, 1), True),
		(date(2017, 9, 30), term.BY_DECISION, date(2017, 10, 1), True),
		(date(2017, 9, 30), term.AUTOMATIC, date(2017, 10, 1), False),
		(None, term.NO_RENEWAL, date(2017, 10, 1), False),
	],
)
def test_when_a_term_is_over(end, renewal, today, ended):
	assert term.has_ended(end, renewal, today) is ended


START, END = date(2016, 4, 1), date(2017, 3, 31)


@pytest.mark.parametrize(
	("end", "notice", "renewal", "months", "messages"),
	[
		(END, 0, term.NO_RENEWAL, 0, []),
		(None, 3, term.NO_RENEWAL, 0, []),
		(END, 3, term.AUTOMATIC, 12, []),
		(START, 0, term.NO_RENEWAL, 0, []),
		(START - timedelta(days=1), 0, term.NO_RENEWAL, 0, [term.CROSSED_TERM]),
		(None, 0, term.AUTOMATIC, 12, [term.RENEWAL_WITHOUT_END]),
		(END, 0, term.BY_DECISION, 0, [term.RENEWAL_WITHOUT_MONTHS]),
		(None, 0, term.BY_DECISION, 0, [term.RENEWAL_WITHOUT_END, term.RENEWAL_WITHOUT_MONTHS]),
		(END, 0, term.NO_RENEWAL, 12, [term.MONTHS_WITHOUT_RENEWAL]),
		(END, 11, term.NO_RENEWAL, 0, []),
		(END, 12, term.NO_RENEWAL, 0, [term.NOTICE_LONGER_THAN_TERM]),
		(END, term.MAX_MONTHS + 1, term.NO_RENEWAL, 0, [term.TOO_MANY_MONTHS]),
		(END, 2**31 - 1, term.AUTOMATIC, 2**31 - 1, [term.TOO_MANY_MONTHS, term.TOO_MANY_MONTHS]),
		(None, term.MAX_MONTHS, term.NO_RENEWAL, 0, []),
	],
)
def test_what_a_term_may_say(end, notice, renewal, months, messages):
	assert [problem.message for problem in term.check_term(START, end, notice, renewal, months)] == messages
