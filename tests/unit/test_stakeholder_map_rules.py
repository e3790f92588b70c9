"""What an assessment says on the stakeholder map."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import stakeholder_map as rules
from upj_kooperation.domain.stakeholder_map import Assessment

D = date(2016, 6, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
	("measure", "stored", "value"),
	[
		("influence", "1", 1),
		("influence", "5", 5),
		("influence", "6", None),
		("influence", "0", None),
		("influence", "", None),
		("influence", None, None),
		("position", "Opposed", 1),
		("position", "Supportive", 4),
		("position", "3", None),
		("position", None, None),
	],
)
def test_a_measure_is_a_number_or_not_judged(measure, stored, value):
	assert rules.value_of(measure, stored) == value


@pytest.mark.parametrize(
	("influence", "interest", "name"),
	[
		(4, 4, rules.MANAGE_CLOSELY),
		(5, 3, rules.KEEP_SATISFIED),
		(3, 4, rules.KEEP_INFORMED),
		(3, 3, rules.MONITOR),
		(1, 1, rules.MONITOR),
		(None, 5, None),
		(5, None, None),
	],
)
def test_the_quarter_changes_between_3_and_4(influence, interest, name):
	assert rules.quarter(influence, interest) == name


def judged(day: date, idx: int = 1, stakeholder: str = "STK-1") -> Assessment:
	"""An assessment whose measures do not matter."""
	return Assessment(stakeholder, day, idx, {})


def test_the_newest_until_the_day_holds():
	rows = [judged(D), judged(D + DAY), judged(D + 2 * DAY)]
	assert rules.latest(rows, D + DAY)["STK-1"].day == D + DAY
	assert rules.latest(rows, D - DAY) == {}


def test_of_one_day_the_last_row_holds():
	assert rules.latest([judged(D, 2), judged(D, 1)], D)["STK-1"].idx == 2


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5), st.sampled_from("ab"))), st.integers(-1, 10))
def test_no_row_until_the_day_is_newer_than_the_one_that_holds(rows, until):
	assessments = [judged(D + number * DAY, idx, key) for number, idx, key in rows]
	day = D + until * DAY
	found = rules.latest(assessments, day)
	assert set(found) == {one.stakeholder for one in assessments if one.day <= day}
	for one in assessments:
		if one.day <= day:
			holds = found[one.stakeholder]
			assert (one.day, one.idx) <= (holds.day, holds.idx) and holds.day <= day
