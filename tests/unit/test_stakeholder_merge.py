"""Two records of one stakeholder become one."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import stakeholder_merge as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.stakeholder_merge import Record, Relation, Resolution, check_pair, party_of, resolve
from upj_kooperation.domain.values import Problem

DAY = datetime.date


def record(name: str, party_type: str | None = None, party: str | None = None, **values) -> Record:
	"""Return a stakeholder of Nienburg."""
	return Record(name, name, **{"municipality": "03256022", **values}, party_type=party_type, party=party)


@pytest.mark.parametrize(
	("kept", "merged", "message"),
	[
		(record("A"), record("A"), rules.SAME_RECORD),
		(record("A"), record("B", municipality="05315000"), rules.OTHER_MUNICIPALITY),
		(record("A", "Customer", "K1"), record("B", "Customer", "K2"), rules.OTHER_PARTY),
		(record("A"), record("B", locked=True), rules.RECORD_LOCKED),
		(record("A", locked=True), record("B"), rules.RECORD_LOCKED),
	],
)
def test_what_cannot_become_one(kept: Record, merged: Record, message: str):
	assert check_pair(kept, merged).message == message


def test_what_can_become_one():
	assert check_pair(record("A", "Customer", "K1"), record("B", "Lead", "L1")) is None
	assert check_pair(record("A", "Customer", "K1"), record("B", "Customer", "K1")) is None
	assert isinstance(check_pair(record("A"), record("A")), Problem)


def test_the_business_partner_that_is_booked_on_stays():
	assert party_of(record("A", "Lead", "L"), record("B", "Customer", "K")) == ("Customer", "K")
	assert party_of(record("A", "Customer", "K"), record("B", "Supplier", "S")) == ("Customer", "K")
	assert party_of(record("A"), record("B", "Contact", "C")) == ("Contact", "C")
	assert party_of(record("A"), record("B")) == (None, None)


def test_empty_fields_are_filled_and_other_values_named():
	kept, merged = {"a": "1", "b": "", "c": None, "d": 0}, {"a": "2", "b": "3", "c": None, "d": 5, "e": "  "}
	assert rules.filled(kept, merged) == {"b": "3"}
	assert rules.lost(kept, merged) == {"a": "2", "d": 5}


def relation(name: str, first: str, other: str, start: int | None = None, end: int | None = None) -> Relation:
	"""Return a relationship from January to December of years."""
	period = Period(DAY(start, 1, 1) if start else None, DAY(end, 12, 31) if end else None)
	return Relation(name, first, other, "unterstützt", period)


def test_a_relationship_between_the_two_falls_away():
	assert resolve([relation("R1", "A", "B"), relation("R2", "B", "A")], "A", "B") == Resolution(["R1", "R2"], {})


def test_the_same_relationship_on_shared_days_joins():
	rows = [relation("R1", "B", "X", 2015, 2016), relation("R2", "A", "X", 2016, 2018)]
	assert resolve(rows, "A", "B").joined == {"R2": (Period(DAY(2015, 1, 1), DAY(2018, 12, 31)), ["R1"])}


def test_a_chain_joins_through_and_an_open_end_stays_open():
	rows = [
		relation("R1", "A", "X", 2010, 2011),
		relation("R2", "A", "X", 2013, 2014),
		relation("R3", "B", "X", 2011, None),
	]
	assert resolve(rows, "A", "B").joined == {"R1": (Period(DAY(2010, 1, 1), None), ["R2", "R3"])}


def test_other_days_directions_and_partners_stay_apart():
	rows = [
		relation("R1", "A", "X", 2015, 2015),
		relation("R2", "B", "X", 2016, 2016),
		relation("R3", "X", "B", 2015, 2015),
		relation("R4", "B", "Y", 2015, 2015),
	]
	assert resolve(rows, "A", "B") == Resolution([], {})


YEARS = st.one_of(st.none(), st.integers(2000, 2010))


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("XY"), YEARS, st.integers(0, 3)), max_size=8))
def test_nothing_overlaps_afterwards_and_no_day_is_lost(rows: list):
	relations = [
		relation(f"R{number}", first, other, start, start + length if start else None)
		for number, (first, other, start, length) in enumerate(rows)
	]
	found = resolve(relations, "A", "B")
	gone = {name for _period, names in found.joined.values() for name in names}
	assert not gone & set(found.joined) and not found.dropped
	left = [(one.other, found.joined.get(one.name, (one.period, []))[0]) for one in relations if one.name not in gone]
	for index, (other, period) in enumerate(left):
		assert not any(other == o and period.overlaps(p) for o, p in left[index + 1 :])
	for one in relations:
		days = [day for day in (one.period.start, one.period.end) if day]
		assert all(any(one.other == other and period.contains(day) for other, period in left) for day in days)
