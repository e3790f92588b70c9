"""Which offers fit a request, how many points they get and why, who is held back; ties are stable."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import capacity, stakeholder
from upj_kooperation.domain import matching as rules
from upj_kooperation.domain.periods import Period

TODAY = datetime.date(2016, 5, 17)
GOODS, HANDS, ROOMS = "Sachmittel", "Helfende Hände", "Räume und Plätze"
YOUTH, HEALTH = "Jugend", "Gesundheit"
NORTH, SOUTH = "PA-00001", "PA-00002"
WEIGHTS = rules.Weights()


def days_ago(days: int) -> datetime.date:
	return TODAY - datetime.timedelta(days=days)


def request(**values) -> rules.Request:
	return rules.Request(**{"kinds": frozenset({GOODS}), "day": TODAY, "field": YOUTH, "area": NORTH, **values})


def offer(**values) -> rules.Offer:
	return rules.Offer(**{"name": "SO-00001", "kinds": frozenset({GOODS}), "stage": stakeholder.ENGAGED, **values})


BEST = offer(fields=frozenset({YOUTH}), areas=frozenset({NORTH}), capacity=2, unit="Fahrten", worked_together=True)


def points(asked: rules.Request, offered: rules.Offer, weights: rules.Weights = WEIGHTS) -> int:
	return rules.score(asked, offered, weights, TODAY).points


def test_what_fits_in_every_way_gets_all_points_and_says_why():
	found = rules.score(request(), BEST, WEIGHTS, TODAY)
	assert (found.points, found.against) == (WEIGHTS.most, ())
	assert [problem.message for problem in found.reasons] == [
		rules.KINDS_FIT,
		rules.FIELD_FITS,
		rules.SAME_AREA,
		rules.ALL_LEFT,
		rules.IN_TIME,
		rules.WARM,
		rules.NEVER_ASKED,
		rules.WORKED_TOGETHER,
	]


@pytest.mark.parametrize(("unit", "says"), [("Fahrten", ("1", "4 Fahrten")), ("", ("1", "4"))])
def test_what_is_left_names_its_unit(unit: str, says: tuple[str, ...]):
	offered = offer(capacity=4, unit=unit, used={capacity.WHOLE_LIFE: 3})
	reasons = {problem.message: problem.values for problem in rules.score(request(), offered, WEIGHTS, TODAY).reasons}
	assert reasons[rules.SOME_LEFT] == says


@pytest.mark.parametrize(
	("asked", "offered", "lost", "says", "against"),
	[
		({"kinds": frozenset({GOODS, HANDS, ROOMS})}, {}, 20, rules.KINDS_MISSING, True),
		({}, {"fields": frozenset()}, 10, rules.ANY_FIELD, False),
		({}, {"fields": frozenset({HEALTH})}, 20, rules.OTHER_FIELDS, True),
		({"field": None}, {}, 10, None, False),
		({}, {"areas": frozenset()}, 8, rules.WHOLE_TOWN_SERVED, False),
		({"area": None}, {"areas": frozenset()}, 0, rules.WHOLE_TOWN_SERVED, False),
		({"area": None}, {}, 8, rules.ONLY_SOME_AREAS, True),
		({}, {"used": {capacity.WHOLE_LIFE: 1}}, 5, rules.SOME_LEFT, False),
		({}, {"window": Period(TODAY + datetime.timedelta(days=1))}, 10, rules.NOT_IN_TIME, True),
		({}, {"window": Period(TODAY, TODAY)}, 0, rules.IN_TIME, False),
		({}, {"stage": stakeholder.IN_TALKS}, 3, rules.WARM, False),
		({}, {"stage": stakeholder.DORMANT}, 10, rules.WARM, True),
		({}, {"last_asked": days_ago(90)}, 10, rules.ASKED_LATELY, True),
		({}, {"last_asked": days_ago(91)}, 0, rules.RESTED, False),
		({}, {"worked_together": False}, 10, None, False),
	],
)
def test_each_way_costs_its_points_and_has_its_words(asked, offered, lost, says, against):
	values = {field: getattr(BEST, field) for field in BEST.__dataclass_fields__}
	found = rules.score(request(**asked), rules.Offer(**{**values, **offered}), WEIGHTS, TODAY)
	assert found.points == WEIGHTS.most - lost
	if says:
		assert says in [problem.message for problem in (found.against if against else found.reasons)]


@pytest.mark.parametrize(
	("asked", "offered", "fits"),
	[
		({}, {}, True),
		({"kinds": frozenset({HANDS})}, {}, False),
		({"kinds": frozenset()}, {}, False),
		({"area": SOUTH}, {}, True),
		({"area": SOUTH}, {"areas": frozenset({NORTH})}, False),
		({"area": None}, {"areas": frozenset({NORTH})}, True),
		({"amount": 2}, {"capacity": 2}, True),
		({"amount": 2}, {"capacity": 2, "used": {capacity.WHOLE_LIFE: 1}}, False),
		({}, {"period": capacity.MONTH, "used": {datetime.date(2016, 4, 1): 1}}, True),
		({}, {"period": capacity.MONTH, "used": {datetime.date(2016, 5, 1): 1}}, False),
		({}, {"window": Period(None, days_ago(1))}, False),
		({}, {"window": Period(None, TODAY)}, True),
	],
)
def test_only_what_can_be_given_is_a_candidate(asked, offered, fits):
	assert rules.is_candidate(request(**asked), offer(**offered), TODAY) == fits


def test_equal_points_go_by_the_name_and_no_more_than_asked_are_shown():
	offers = [offer(name=f"SO-{number:05}") for number in (3, 1, 2)]
	found = rules.best_offers(request(), offers, WEIGHTS, TODAY, limit=2)
	assert [name for name, _points in found] == ["SO-00001", "SO-00002"]


OFFERS = st.builds(
	rules.Offer,
	name=st.just("SO-00001"),
	kinds=st.frozensets(st.sampled_from([GOODS, HANDS, ROOMS]), min_size=1),
	fields=st.frozensets(st.sampled_from([YOUTH, HEALTH])),
	areas=st.frozensets(st.sampled_from([NORTH, SOUTH])),
	capacity=st.integers(1, 3),
	stage=st.sampled_from(stakeholder.STAGES),
	last_asked=st.none() | st.integers(0, 200).map(days_ago),
	worked_together=st.booleans(),
)


@given(OFFERS, st.builds(rules.Weights, *[st.integers(0, 100)] * 8, st.integers(0, 2**31)))
def test_points_lie_between_nothing_and_all_that_the_group_gives(one: rules.Offer, weights: rules.Weights):
	asked = request(kinds=frozenset({GOODS, HANDS, ROOMS}))
	assert 0 <= points(asked, one, weights) <= weights.most


@given(OFFERS)
def test_a_reason_without_weight_changes_no_order(one: rules.Offer):
	nothing = rules.Weights(*[0] * 8)
	assert points(request(kinds=frozenset({GOODS, HANDS, ROOMS})), one, nothing) == 0


@pytest.mark.parametrize(
	("asked_days_ago", "asks", "held"),
	[
		([], 3, None),
		([1, 2], 3, None),
		([1, 2, 90], 3, (3, days_ago(90) + datetime.timedelta(days=91))),
		([1, 2, 91], 3, None),
		([5, 10, 20, 30], 3, (4, days_ago(20) + datetime.timedelta(days=91))),
		([0], 1, (1, TODAY + datetime.timedelta(days=91))),
		([0, 1, 2, 3], 0, None),
	],
)
def test_who_was_asked_too_often_is_held_back_until_a_day(asked_days_ago: list, asks: int, held: tuple | None):
	assert rules.held_until([days_ago(days) for days in asked_days_ago], asks, 90, TODAY) == held


@given(st.lists(st.integers(0, 120), max_size=8), st.integers(1, 4), st.integers(1, 90))
def test_on_the_day_that_is_named_a_partner_can_be_asked_again_and_not_before(ages: list, asks: int, days: int):
	asked_on = [days_ago(age) for age in ages]
	if held := rules.held_until(asked_on, asks, days, TODAY):
		_count, day = held
		assert rules.held_until(asked_on, asks, days, day) is None
		assert rules.held_until(asked_on, asks, days, day - datetime.timedelta(days=1))


@pytest.mark.parametrize(("needed_by", "day"), [(None, TODAY), (days_ago(3), TODAY), (days_ago(-3), days_ago(-3))])
def test_what_was_needed_before_today_is_needed_today(needed_by, day):
	assert rules.day_of(needed_by, TODAY) == day


@given(most=st.integers(1, 800), percent=st.integers(1, 100), data=st.data())
def test_a_good_partner_has_the_share_of_the_points_that_the_group_wants(most: int, percent: int, data):
	points = data.draw(st.integers(0, most))
	assert rules.is_good(points, most, percent) == (points / most * 100 >= percent - 1e-9)
	assert rules.is_good(most, most, percent) and not rules.is_good(0, most, percent)
