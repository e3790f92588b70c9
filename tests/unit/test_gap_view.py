"""Gap view: what covers the fields of action of an area."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import gap_view as rules
from upj_kooperation.domain.gap_view import Counted, find_gaps

TODAY = date(2016, 6, 1)
FIELDS = ["Jugend", "Lokale Ökonomie", "Soziales", "Verkehr", "Wohnumfeld"]
GROUPS = [Counted(name, f"WG-{name}", date(2015, 3, 1)) for name in ("Soziales", "Wohnumfeld", "Verkehr", "Jugend")]


def by_name(rows):
	return {row.field_of_action: row for row in rows}


def test_nordertor_s_groups_leave_out_the_economy():
	rows = find_gaps(FIELDS, GROUPS, [], [], [], TODAY)
	assert rows[0].field_of_action == "Lokale Ökonomie"
	assert rows[0].status == rules.GAP
	assert rows[0].missing == (rules.WORKING_GROUP, rules.PROJECT, rules.PARTNER)
	assert [row.status for row in rows[1:]] == [rules.PARTLY_COVERED] * 4
	assert rows[1].missing == (rules.PROJECT, rules.PARTNER)


def test_a_project_with_partners_and_a_group_covers_a_field():
	name = "Lokale Ökonomie"
	rows = by_name(
		find_gaps(
			FIELDS,
			[*GROUPS, Counted(name, "WG-9")],
			[Counted(name, "COP-1", date(2016, 5, 1)), Counted(name, "COP-1", date(2016, 5, 20))],
			[Counted(name, "STK-1"), Counted(name, "STK-2"), Counted(name, "STK-1")],
			[],
			TODAY,
		)
	)
	row = rows[name]
	assert (row.status, row.missing) == (rules.COVERED, ())
	assert (row.working_groups, row.projects, row.partners) == (1, 1, 2)
	assert row.last_activity == date(2016, 5, 20)


def test_a_stakeholder_who_only_cares_is_counted_and_closes_no_gap():
	row = by_name(find_gaps(FIELDS, [], [], [], [Counted("Jugend", "STK-1", TODAY)], TODAY))["Jugend"]
	assert (row.stakeholders, row.status, row.last_activity) == (1, rules.GAP, TODAY)


def test_what_lies_ahead_is_no_activity():
	days = [TODAY, TODAY + timedelta(days=1)]
	row = find_gaps(["Jugend"], [], [Counted("Jugend", "COP-1", day) for day in days], [], [], TODAY)[0]
	assert row.last_activity == TODAY


def test_a_field_that_is_no_longer_in_use_is_left_out():
	assert find_gaps(["Soziales"], [Counted("Alt", "WG-1")], [], [], [], TODAY)[0].field_of_action == "Soziales"


COUNTED = st.lists(st.builds(Counted, st.sampled_from(FIELDS), st.sampled_from("abc"), st.none() | st.dates()))


@given(COUNTED, COUNTED, COUNTED, COUNTED)
def test_every_field_has_one_row_and_the_gaps_come_first(groups, projects, partners, stakeholders):
	rows = find_gaps(FIELDS, groups, projects, partners, stakeholders, TODAY)
	assert sorted(row.field_of_action for row in rows) == FIELDS
	missing = [len(row.missing) for row in rows]
	assert missing == sorted(missing, reverse=True)
	assert all((row.status == rules.GAP) == (not row.working_groups + row.projects + row.partners) for row in rows)
