"""The balance of a year: sums of groups, the median in whole days, reasons for failure."""

import datetime
import statistics
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import brokering_balance as rules
from upj_kooperation.domain.brokering_balance import Entry, Figures

COUNTS = st.integers(0, 50)
EURO = st.decimals(min_value=0, max_value=100_000, places=2)
ENTRIES = st.lists(
	st.builds(
		Entry,
		group=st.sampled_from(("Soziales", "Jugend", "")),
		year=st.sampled_from((2016, 2017)),
		requests=COUNTS,
		matches=COUNTS,
		carried_out=COUNTS,
		failed=COUNTS,
		deals=COUNTS,
		hours=EURO,
		value=EURO,
		wait=st.none() | st.integers(0, 400),
		reason=st.sampled_from((None, "Partner Declined", "Did Not Fit")),
	),
	max_size=30,
)


@given(ENTRIES, st.randoms())
def test_the_groups_add_up_to_the_whole_whatever_the_order(entries, random):
	whole = rules.balance(entries)
	groups = rules.by_group(entries)
	for year, figures in whole.items():
		assert rules.together(years[year] for years in groups.values() if year in years) == figures
		assert figures.matches == sum(entry.matches for entry in entries if entry.year == year)
		assert sum(figures.reasons.values()) == figures.failed
		assert sum(figures.waits.values()) <= figures.matches, "each match is counted once"
	random.shuffle(entries)
	assert rules.balance(entries) == whole and rules.by_group(entries) == groups


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60))
def test_the_median_is_that_of_all_matches_with_half_a_day_rounded_up(days):
	median = Decimal(str(statistics.median(days))).quantize(Decimal(1), ROUND_HALF_UP)
	assert rules.median_of(Counter(days)) == median
	entries = [Entry("", 2016, matches=1, wait=wait) for wait in days]
	assert rules.balance(entries)[2016].median_days == median


@pytest.mark.parametrize(
	("days", "median"), [([], None), ([0], 0), ([1, 2], 2), ([1, 3], 2), ([3, 1, 90], 3), ([4, 4, 5, 9], 5)]
)
def test_the_median_in_examples(days, median):
	assert rules.median_of(Counter(days)) == median


def test_a_match_without_a_day_of_receipt_counts_but_has_no_wait():
	figures = rules.balance([Entry("", 2016, matches=2, wait=None), Entry("", 2016, matches=1, wait=7)])[2016]
	assert (figures.matches, figures.median_days) == (3, 7)


def test_agreements_of_market_events_are_part_of_the_hours_and_stand_besides():
	given = Entry("", 2016, carried_out=1, hours=Decimal(3), value=Decimal(10))
	figures = rules.balance([given, Entry("", 2016, deals=2, hours=Decimal(4), value=Decimal(50))])[2016]
	assert (figures.hours, figures.value, figures.deals) == (7, 60, 2)
	assert (figures.deal_hours, figures.deal_value, figures.carried_out) == (4, 50, 1)


def test_reasons_stand_by_their_number_and_then_by_their_words():
	assert rules.ranked({"b": 1, "a": 1, "c": 3}) == [("c", 3), ("a", 1), ("b", 1)]


def test_years_and_months_begin_and_end_with_their_days():
	assert rules.span_of([2017, 2016]) == (datetime.date(2016, 1, 1), datetime.date(2018, 1, 1))
	assert rules.month_of(2016, 2) == (datetime.date(2016, 2, 1), datetime.date(2016, 3, 1))
	assert rules.month_of(2016, 12) == (datetime.date(2016, 12, 1), datetime.date(2017, 1, 1))


def test_nothing_is_nothing():
	assert rules.balance([]) == {} and rules.together([]) == Figures()
