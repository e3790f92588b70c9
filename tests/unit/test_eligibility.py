"""The hard check of an application on the day it is handed in."""

from datetime import date

import pytest

from upj_kooperation.domain import eligibility as rules
from upj_kooperation.domain import programme_area
from upj_kooperation.domain.programme_area import Activity, ProgrammePeriod

NIENBURG, BAYREUTH = "03256022", "09462000"
PERIODS = [ProgrammePeriod("Soziale Stadt", date(2015, 1, 1), date(2019, 12, 31))]


def activity(day: date, status: str = programme_area.ACTIVE, programme: str = "Soziale Stadt") -> Activity:
	"""Return what the area's own rule says of Nordertor on a day."""
	found = programme_area.active_programme_on(PERIODS, status, date(2015, 1, 1), None, day)
	return programme_area.was_active_on(found, day, programme)


@pytest.mark.parametrize(
	("day", "eligible"),
	[
		(date(2014, 12, 31), False),
		(date(2015, 1, 1), True),
		(date(2016, 2, 15), True),
		(date(2019, 12, 31), True),
		(date(2020, 1, 1), False),
	],
)
def test_the_area_must_have_been_active_on_the_day(day: date, eligible: bool):
	result = rules.check_eligibility("Nordertor", NIENBURG, NIENBURG, activity(day))
	assert result.active is eligible
	assert result.reason.message in programme_area.MESSAGES


def test_a_planned_area_is_not_enough():
	day = date(2016, 2, 15)
	result = rules.check_eligibility("Nordertor", NIENBURG, NIENBURG, activity(day, programme_area.PLANNED))
	assert not result.active and result.reason.message == programme_area.ONLY_PLANNED


def test_another_programme_than_the_call_asks_for_is_not_enough():
	result = rules.check_eligibility(
		"Nordertor", NIENBURG, NIENBURG, activity(date(2016, 2, 15), programme="Sozialer Zusammenhalt")
	)
	assert not result.active and result.reason.message == programme_area.OTHER_PROGRAMME


def test_the_area_of_another_municipality_never_counts():
	result = rules.check_eligibility("Nordertor", NIENBURG, BAYREUTH, activity(date(2016, 2, 15)))
	assert not result.active
	assert result.reason.message == rules.OTHER_MUNICIPALITY and result.reason.values == ("Nordertor",)
	assert rules.check_owner("Nordertor", NIENBURG, NIENBURG) is None
