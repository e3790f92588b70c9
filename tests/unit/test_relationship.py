"""Who may stand on which side of a relationship, and when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import relationship as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.relationship import Side, Stored

BAKERY = Side("STK-1", "Bakery", "Company", "03256022")
SCHOOL = Side("STK-2", "School", "School", "03256022")
AWAY = Side("STK-3", "Foundation", "Foundation", "05315000")
D = date(2016, 4, 1)
DAY = timedelta(days=1)


def test_two_of_one_municipality_may_be_related():
	assert rules.check_sides(BAKERY, SCHOOL, []) is None


def test_nobody_is_related_to_oneself():
	assert rules.check_sides(BAKERY, BAKERY, []).message == rules.SAME_STAKEHOLDER


def test_both_sides_belong_to_one_municipality():
	assert rules.check_sides(BAKERY, AWAY, []).message == rules.OTHER_MUNICIPALITY


@pytest.mark.parametrize(
	("allowed", "message"),
	[
		([("From", "Company"), ("To", "School")], None),
		([("From", "Company"), ("From", "Chamber")], None),
		([("From", "Foundation")], rules.ACTOR_TYPE_FROM),
		([("To", "Company")], rules.ACTOR_TYPE_TO),
	],
)
def test_a_side_takes_the_actor_types_of_the_relationship_type(allowed, message):
	problem = rules.check_sides(BAKERY, SCHOOL, allowed)
	assert (problem and problem.message) == message


PERSON = Side("Erika", "Erika Muster", rules.PERSON, None)


@pytest.mark.parametrize(
	("stakeholder", "person", "first_side", "message"),
	[
		("STK-1", None, rules.ORGANISATION, None),
		(None, "Erika", rules.PERSON, None),
		("STK-1", None, rules.EITHER, None),
		(None, "Erika", rules.EITHER, None),
		(None, None, rules.EITHER, rules.FIRST_MISSING),
		("", "", rules.PERSON, rules.FIRST_MISSING),
		("STK-1", "Erika", rules.EITHER, rules.FIRST_DOUBLE),
		(None, "Erika", rules.ORGANISATION, rules.NEEDS_ORGANISATION),
		("STK-1", None, rules.PERSON, rules.NEEDS_PERSON),
	],
)
def test_an_organisation_or_a_person_stands_on_the_first_side(stakeholder, person, first_side, message):
	problem = rules.check_first(stakeholder, person, first_side, "Leitung")
	assert (problem and problem.message) == message


def test_a_person_belongs_to_no_municipality_and_is_no_actor_type():
	assert rules.check_sides(PERSON, SCHOOL, [("From", "Company")]) is None
	assert rules.check_sides(PERSON, SCHOOL, [("To", "Company")]).message == rules.ACTOR_TYPE_TO
	assert rules.check_sides(Side("STK-2", "Namesake", rules.PERSON, None), SCHOOL, []) is None


def test_the_end_must_not_lie_before_the_start():
	assert rules.check_period(Period(D, D)) is None
	assert rules.check_period(Period(D, D - DAY)).values == (D, D - DAY)


@pytest.mark.parametrize(
	("start", "end", "found"),
	[
		(None, None, "REL-1"),
		(D + 10 * DAY, None, "REL-1"),
		(D + 11 * DAY, None, None),
		(None, D, "REL-1"),
		(None, D - DAY, None),
	],
)
def test_an_overlap_is_found_to_the_day(start, end, found):
	stored = [Stored("REL-1", Period(D, D + 10 * DAY))]
	assert rules.find_overlap("REL-9", Period(start, end), stored) == found


def test_a_relationship_does_not_overlap_itself():
	assert rules.find_overlap("REL-1", Period(D, None), [Stored("REL-1", Period(D, None))]) is None


def test_each_side_has_its_wording():
	assert rules.wording(True, "supports", "is supported by") == "supports"
	assert rules.wording(False, "supports", "is supported by") == "is supported by"


@given(st.text(max_size=140), st.text(max_size=140), st.text(max_size=140))
def test_a_title_fits_its_column(first, label, other):
	shown = rules.title(first, label, other)
	assert len(shown) <= 140
	assert shown == f"{first} {label} {other}" or shown.endswith("…")
