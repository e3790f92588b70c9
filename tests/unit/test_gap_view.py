"""Gap view: what covers the fields of action of an area."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import gap_view as rules
from upj_kooperation.domain.gap_view import Tally, find_gaps

TODAY = date(2016, 6, 1)
FIELDS = ["Jugend", "Lokale Ökonomie", "Soziales", "Verkehr", "Wohnumfeld"]
GROUPS = [
	Tally(rules.WORKING_GROUP, name, 1, date(2015, 3, 1)) for name in ("Soziales", "Wohnumfeld", "Verkehr", "Jugend")
]


def by_name(rows):
	return {row.field_of_action: row for row in rows}


def test_nordertor_s_groups_leave_out_the_economy():
	rows = find_gaps(FIELDS, GROUPS, TODAY)
	assert rows[0].field_of_action == "Lokale Ökonomie"
	assert rows[0].status == rules.GAP
	assert rows[0].missing == (rules.WORKING_GROUP, rules.PROJECT, rules.PARTNER)
	assert [row.status for row in rows[1:]] == [rules.PARTLY_COVERED] * 4
	assert rows[1].missing == (rules.PROJECT, rules.PARTNER)


def test_a_project_with_partners_and_a_group_covers_a_field():
	name = "Lokale Ökonomie"
	tallies = [
		*GROUPS,
		Tally(rules.WORKING_GROUP, name, 1),
		Tally(rules.PROJECT, name, 1, date(2016, 5, 1)),
		Tally(rules.MILESTONE, name, 0, date(2016, 5, 20)),
		Tally(rules.PARTNER, name, 2),
	]
	row = by_name(find_gaps(FIELDS, tallies, TODAY))[name]
	assert (row.status, row.missing) == (rules.COVERED, ())
	assert row.numbers == {rules.WORKING_GROUP: 1, rules.PROJECT: 1, rules.PARTNER: 2}
	assert (row.last_activity, row.last_kind) == (date(2016, 5, 20), rules.MILESTONE)


def test_a_stakeholder_who_only_cares_is_counted_and_closes_no_gap():
	row = by_name(find_gaps(FIELDS, [Tally(rules.STAKEHOLDER, "Jugend", 1, TODAY)], TODAY))["Jugend"]
	assert (row.numbers, row.status, row.last_activity) == ({rules.STAKEHOLDER: 1}, rules.GAP, TODAY)


def test_a_meeting_is_an_activity_and_no_group():
	row = by_name(find_gaps(FIELDS, [Tally(rules.MEETING, "Jugend", 0, TODAY)], TODAY))["Jugend"]
	assert (row.status, row.last_kind) == (rules.GAP, rules.MEETING)


def test_what_lies_ahead_is_no_activity():
	tallies = [Tally(rules.PROJECT, "Jugend", 1, day) for day in (TODAY, TODAY + timedelta(days=1))]
	row = find_gaps(["Jugend"], tallies, TODAY)[0]
	assert (row.last_activity, row.numbers[rules.PROJECT]) == (TODAY, 2)


def test_a_field_that_is_no_longer_in_use_is_left_out():
	rows = find_gaps(["Soziales"], [Tally(rules.WORKING_GROUP, "Alt", 1)], TODAY)
	assert [row.field_of_action for row in rows] == ["Soziales"]


def test_each_status_has_a_symbol_of_its_own():
	assert len(set(rules.SYMBOLS.values())) == 3


KINDS = (*rules.NEEDED, rules.STAKEHOLDER, rules.MEETING)
TALLIES = st.lists(
	st.builds(
		Tally, st.sampled_from(KINDS), st.sampled_from([*FIELDS, "Alt"]), st.integers(0, 3), st.none() | st.dates()
	),
	max_size=20,
)


@given(TALLIES)
def test_every_field_has_one_row_and_the_gaps_come_first(tallies):
	rows = find_gaps(FIELDS, tallies, TODAY)
	assert sorted(row.field_of_action for row in rows) == FIELDS
	missing = [len(row.missing) for row in rows]
	assert missing == sorted(missing, reverse=True)
	for row in rows:
		own = [tally for tally in tallies if tally.field_of_action == row.field_of_action]
		assert sum(row.numbers.values()) == sum(tally.number for tally in own)
		assert (row.status == rules.GAP) == (not any(row.numbers.get(kind) for kind in rules.NEEDED))
		assert row.last_activity == max((t.last for t in own if t.last and t.last <= TODAY), default=None)
