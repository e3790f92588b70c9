"""Who counts as one giver (F25)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain.giver_group import Tie, heads, linked
from upj_kooperation.domain.periods import Period

YEAR = Period(datetime.date(2016, 1, 1), datetime.date(2016, 12, 31))
BAKERY, MILL, SHOP, OWNER = (
	("Stakeholder", "Bakery"),
	("Stakeholder", "Mill"),
	("Stakeholder", "Shop"),
	("Contact", "Owner"),
)


def day(text):
	return datetime.date.fromisoformat(text) if text else None


def test_a_firm_counts_with_its_subsidiarys_subsidiary():
	ties = [Tie(MILL, BAKERY, Period()), Tie(SHOP, MILL, Period())]
	assert linked(BAKERY, ties) == linked(SHOP, ties) == {BAKERY, MILL, SHOP}


def test_two_firms_of_one_owner_count_together():
	assert linked(BAKERY, [Tie(OWNER, BAKERY, Period()), Tie(OWNER, MILL, Period())]) == {BAKERY, MILL, OWNER}


def test_without_a_tie_a_giver_stands_alone():
	assert linked(BAKERY, [Tie(MILL, SHOP, Period())]) == {BAKERY}


@pytest.mark.parametrize(
	("start", "end", "counts"),
	[
		(None, None, True),
		("2016-12-31", None, True),
		("2017-01-01", None, False),
		(None, "2016-01-01", True),
		(None, "2015-12-31", False),
	],
)
def test_a_tie_of_one_day_counts_for_the_whole_budget_year(start, end, counts):
	ties = [Tie(MILL, BAKERY, Period(day(start), day(end)))]
	assert (linked(BAKERY, ties, YEAR) == {BAKERY, MILL}) == counts
	assert linked(BAKERY, ties) == {BAKERY, MILL}


parties = st.tuples(st.sampled_from(["Stakeholder", "Contact"]), st.sampled_from("abcde"))
starts = st.none() | st.dates(datetime.date(2015, 1, 1), datetime.date(2017, 12, 31))
tie_lists = st.lists(st.builds(Tie, parties, parties, st.builds(Period, starts, starts)), max_size=8)


@given(tie_lists, st.none() | st.just(YEAR), st.data())
def test_groups_are_whole_and_the_order_of_the_ties_changes_nothing(ties, period, data):
	shuffled = data.draw(st.permutations(ties))
	stands_for = heads(ties, period)
	assert stands_for == heads(shuffled, period)
	for tie in ties:
		for side in (tie.first, tie.other):
			group = linked(side, ties, period)
			assert side in group
			assert group == linked(side, shuffled, period)
			assert all(linked(other, ties, period) == group for other in group)
			assert {stands_for[other] for other in group} == {stands_for[side]} <= group
