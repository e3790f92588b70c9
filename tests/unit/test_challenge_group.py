"""A challenge group: members over time, criteria once each, points of the matching, and when it takes requests."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import challenge_group as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

MARCH = Period(datetime.date(2016, 3, 1), datetime.date(2016, 3, 31))
FROM_APRIL = Period(datetime.date(2016, 4, 1))
FROM_THE_LAST_OF_MARCH = Period(datetime.date(2016, 3, 31))


def member(name: str, period: Period = MARCH, user: str | None = None) -> rules.Member:
	return rules.Member(name, user, rules.EXPERIENCED, period)


def test_one_person_may_come_back_but_is_not_there_twice():
	assert rules.check_members([member("Erika Beispiel"), member("Erika Beispiel", FROM_APRIL)]) is None
	twice = [member("Erika Beispiel"), member("erika  beispiel", FROM_THE_LAST_OF_MARCH)]
	assert rules.check_members(twice) == Problem(rules.TWICE, ("1", "2", "erika  beispiel"))


def test_two_members_do_not_share_a_user_at_the_same_time():
	shared = [member("Erika", user="e@stadt.example"), member("Max", FROM_THE_LAST_OF_MARCH, "e@stadt.example")]
	assert rules.check_members(shared) == Problem(rules.ONE_USER, ("1", "2"))
	one_after_the_other = [member("Erika", user="e@stadt.example"), member("Max", FROM_APRIL, "e@stadt.example")]
	assert rules.check_members(one_after_the_other) is None
	assert rules.check_members([member("Erika"), member("Max")]) is None, "neither signs in"


def test_who_leaves_before_joining_is_named():
	crossed = Period(datetime.date(2016, 4, 1), datetime.date(2016, 3, 31))
	assert rules.check_members([member("Max", crossed)]) == Problem(rules.CROSSED_DATES, ("1", "Max"))


@given(st.dates(), st.lists(st.tuples(st.none() | st.dates(), st.none() | st.dates()), max_size=6))
def test_those_whose_term_covers_the_day_are_there(day: datetime.date, terms: list):
	members = [member(f"Mitglied {number}", Period(*term)) for number, term in enumerate(terms)]
	there = rules.members_on(members, day)
	for one in members:
		start, end = one.period
		assert (one in there) == ((start is None or start <= day) and (end is None or day <= end))


def test_a_criterion_stands_there_once():
	assert rules.check_criteria(rules.STANDARD_CRITERIA) is None
	assert rules.check_criteria(["Konkret", "Befristet", " konkret "]) == Problem(rules.CRITERION_TWICE, ("1", "3"))


@pytest.mark.parametrize(
	("points", "problem"),
	[
		({"Fach": 0, "Ort": 0}, Problem(rules.NOTHING_COUNTS)),
		({"Fach": 0, "Ort": 1}, None),
		({"Fach": 100, "Ort": 0}, None),
		({"Fach": 101, "Ort": 0}, Problem(rules.TOO_MANY_POINTS, ("Fach", "100"))),
		({}, Problem(rules.NOTHING_COUNTS)),
	],
)
def test_points_go_from_nothing_to_a_hundred_and_something_counts(points: dict, problem: Problem | None):
	assert rules.check_weights(points) == problem


@pytest.mark.parametrize(("asks", "days", "fits"), [(0, 0, True), (3, 90, True), (3, 0, False), (0, 90, True)])
def test_a_limit_of_requests_needs_its_period(asks: int, days: int, fits: bool):
	assert rules.check_hold_back(asks, days) == (None if fits else Problem(rules.NO_HOLD_BACK_PERIOD))


@pytest.mark.parametrize(("percent", "fits"), [(0, False), (1, True), (60, True), (100, True), (101, False)])
def test_a_good_partner_has_a_share_of_the_points(percent: int, fits: bool):
	assert rules.check_good_from(percent) == (None if fits else Problem(rules.NOT_A_PERCENTAGE))


@pytest.mark.parametrize(
	("status", "published", "takes"),
	[("Active", True, True), ("Active", False, False), ("Ended", True, False), ("Ended", False, False)],
)
def test_a_group_takes_requests_while_it_works_and_shows_its_page(status: str, published: bool, takes: bool):
	assert rules.takes_requests(status, published) == takes
	refused = rules.check_publication(status, published)
	assert refused == (Problem(rules.ENDED_IS_CLOSED) if status == "Ended" and published else None)
