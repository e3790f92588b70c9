"""Enabler roles over time: which days count, and how cooperations are counted by year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import enabler_roles as rules
from upj_kooperation.domain.enabler_roles import Cell, RolePlayed, check_years, count_roles, period_played
from upj_kooperation.domain.periods import Period

TODAY = date(2018, 5, 1)


@pytest.mark.parametrize(
	("end", "project_end", "is_over", "last"),
	[
		(date(2017, 3, 1), None, False, date(2017, 3, 1)),
		(None, None, False, TODAY),
		(None, date(2017, 9, 30), False, TODAY),
		(None, date(2017, 9, 30), True, date(2017, 9, 30)),
		(None, None, True, date(2016, 10, 1)),
		(None, date(2016, 1, 1), True, date(2016, 10, 1)),
		(date(2199, 1, 1), None, False, TODAY),
	],
)
def test_an_open_role_ends_with_its_project_or_today(end, project_end, is_over, last):
	assert period_played(date(2016, 10, 1), end, project_end, is_over, TODAY) == Period(date(2016, 10, 1), last)


def test_a_role_that_has_not_begun_is_not_counted():
	assert period_played(TODAY + timedelta(days=1), None, None, False, TODAY) is None
	assert period_played(TODAY, None, None, False, TODAY) == Period(TODAY, TODAY)


def test_nordertor_in_2016_and_2017():
	played = [
		RolePlayed("Nordertor", "Initiator", "CP-1", Period(date(2016, 10, 4), date(2016, 12, 31))),
		RolePlayed("Nordertor", "Coordinator", "CP-1", Period(date(2016, 12, 31), date(2017, 1, 1))),
		RolePlayed("Nordertor", "Coordinator", "CP-1", Period(date(2017, 3, 1), date(2017, 9, 30))),
		RolePlayed("Nordertor", "Coordinator", "CP-2", Period(date(2017, 3, 1), date(2017, 9, 30))),
	]
	assert count_roles(played, (2016, 2017, 2018)) == {
		Cell("Nordertor", "Initiator", 2016): 1,
		Cell("Nordertor", "Coordinator", 2016): 1,
		Cell("Nordertor", "Coordinator", 2017): 2,
	}


def test_years():
	assert check_years(2016, 2016) is None
	assert check_years(2017, 2016).message == rules.YEARS_CROSSED
	assert check_years(2000, 2029) is None
	assert check_years(2000, 2030).message == rules.TOO_MANY_YEARS


DAYS = st.dates(date(2014, 1, 1), date(2019, 12, 31))
PLAYED = st.lists(
	st.builds(
		lambda area, role, project, days: RolePlayed(area, role, project, Period(*sorted(days))),
		st.sampled_from("AB"),
		st.sampled_from(rules.ROLES[:2]),
		st.sampled_from("123"),
		st.tuples(DAYS, DAYS),
	),
	max_size=8,
)


@given(PLAYED)
def test_each_number_is_the_number_of_cooperations_with_a_day_in_the_year(played):
	years = range(2015, 2019)
	counted = count_roles(played, years)
	for area in "AB":
		for role in rules.ROLES[:2]:
			for year in years:
				projects = {
					row.project
					for row in played
					if (row.area, row.role) == (area, role)
					and row.period.overlaps(Period(date(year, 1, 1), date(year, 12, 31)))
				}
				assert counted.get(Cell(area, role, year), 0) == len(projects)
	assert all(counted.values())
