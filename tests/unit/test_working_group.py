"""Members of a working group over time."""

from datetime import date, timedelta

import pytest

from upj_kooperation.domain import working_group as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.working_group import Term

D = date(2016, 4, 1)
DAY = timedelta(days=1)
OPEN = Period()


def test_members_who_follow_each_other_are_right():
	terms = [Term("A", "Chair", Period(None, D)), Term("B", "Chair", Period(D + DAY, None)), Term("C", "Member", OPEN)]
	assert rules.check_members(terms) is None


@pytest.mark.parametrize(
	("terms", "message", "values"),
	[
		([Term("A", "Member", OPEN), Term("  ", "Member", OPEN)], rules.NOBODY, ("2",)),
		([Term("A", "Member", OPEN), Term("B", "Guest", Period(D, D - DAY))], rules.CROSSED_DATES, ("2", "B")),
		(
			[Term("A B", "Member", Period(None, D)), Term("a  b", "Guest", Period(D, None))],
			rules.TWICE,
			("1", "2", "a  b"),
		),
		([Term("A", "Chair", OPEN), Term("X", "Member", OPEN), Term("B", "Chair", OPEN)], rules.TWO_CHAIRS, ("1", "3")),
	],
)
def test_wrong_members_are_named_by_their_rows(terms, message, values):
	problem = rules.check_members(terms)
	assert (problem.message, problem.values) == (message, values)


@pytest.mark.parametrize(
	("start", "end", "last"),
	[
		(None, None, D),
		(D - DAY, None, D),
		(None, D - DAY, D - DAY),
		(None, D + DAY, D),
		(D + DAY, None, D + DAY),
		(D + DAY, D + 2 * DAY, D + DAY),
	],
)
def test_closing_a_group_ends_the_memberships_but_crosses_no_dates(start, end, last):
	assert rules.last_day(Period(start, end), D) == last
