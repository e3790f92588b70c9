"""Criteria, scores, conflicts of interest, reminders, and who reviews what."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import review as rules
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.review import Criterion, ReviewStatus, Score

CONCEPT = Criterion("Konzept", Decimal("3"), 10)
PARTNERS = Criterion("Partner", Decimal("1"), 5)


@st.composite
def scores(draw: st.DrawFn) -> list[Score]:
	"""Scores for up to six criteria with any weights and scales."""
	found = []
	for number in range(draw(st.integers(1, 6))):
		highest = draw(st.integers(2, 100))
		weight = Decimal(draw(st.integers(1, 10_000))) / 100
		found.append(Score(Criterion(f"K{number}", weight, highest), draw(st.integers(1, highest))))
	return found


def test_the_criteria_of_the_call_are_right():
	assert rules.check_criteria([CONCEPT, PARTNERS]) is None
	assert rules.check_criteria([]) is None


@pytest.mark.parametrize(
	("criteria", "message"),
	[
		([Criterion("Konzept", Decimal("0"), 10)], rules.NO_WEIGHT),
		([Criterion("Konzept", Decimal("0.01"), 10)], None),
		([Criterion("Konzept", Decimal("1"), 1)], rules.WRONG_SCALE),
		([Criterion("Konzept", Decimal("1"), 2)], None),
		([Criterion("Konzept", Decimal("1"), 100)], None),
		([Criterion("Konzept", Decimal("1"), 101)], rules.WRONG_SCALE),
		([CONCEPT, Criterion(" konzept", Decimal("1"), 10)], rules.CRITERION_TWICE),
	],
)
def test_criteria_that_cannot_be_used_are_refused(criteria: list[Criterion], message: str | None):
	problem = rules.check_criteria(criteria)
	assert (problem.message if problem else None) == message


def test_the_weighted_mean_is_exact():
	# (3 × 8/10 + 1 × 4/5) / 4 = 0.8
	assert rules.exact_score([Score(CONCEPT, 8), Score(PARTNERS, 4)]) == 80
	third = Criterion("Drittel", Decimal("1"), 3)
	assert rules.exact_score([Score(third, 1)]) == Fraction(100, 3)
	assert rules.exact_score([]) is None


@pytest.mark.parametrize(
	("value", "shown"),
	[
		(Fraction(100, 3), "33.33"),
		(Fraction(200, 3), "66.67"),
		(Fraction(1, 200), "0.01"),
		(Fraction(1, 201), "0.00"),
		(Fraction(100), "100.00"),
	],
)
def test_figures_are_rounded_half_up(value: Fraction, shown: str):
	assert str(rules.rounded(value)) == shown


@given(scores(), st.integers(1, 1000))
def test_only_the_ratio_of_the_weights_counts(given_scores: list[Score], factor: int):
	scaled = [
		Score(Criterion(score.criterion.name, score.criterion.weight * factor, score.criterion.highest), score.points)
		for score in given_scores
	]
	assert rules.exact_score(scaled) == rules.exact_score(given_scores)


@given(scores(), st.randoms())
def test_the_order_of_the_criteria_does_not_count(given_scores: list[Score], random):
	mixed = list(given_scores)
	random.shuffle(mixed)
	assert rules.exact_score(mixed) == rules.exact_score(given_scores)


@given(scores(), st.data())
def test_more_points_never_lower_the_score(given_scores: list[Score], data: st.DataObject):
	number = data.draw(st.integers(0, len(given_scores) - 1))
	score = given_scores[number]
	better = list(given_scores)
	better[number] = Score(score.criterion, data.draw(st.integers(score.points, score.criterion.highest)))
	before, after = rules.exact_score(given_scores), rules.exact_score(better)
	assert 0 < before <= after <= 100
	assert (after > before) == (better[number].points > score.points)


def test_every_criterion_needs_points_before_handing_in():
	problem = rules.check_hand_in(ReviewStatus.ASSIGNED, [Score(CONCEPT, 0), Score(PARTNERS, 3)])
	assert problem.message == rules.NOT_SCORED and problem.values == (("Konzept",),)
	assert rules.check_hand_in(ReviewStatus.REOPENED, [Score(CONCEPT, 1), Score(PARTNERS, 5)]) is None
	assert rules.check_hand_in(ReviewStatus.ASSIGNED, []).message == rules.NO_CRITERIA
	assert rules.check_hand_in(ReviewStatus.ASSIGNED, [Score(PARTNERS, 6)]).message == rules.WRONG_POINTS


@pytest.mark.parametrize(("points", "wrong"), [(-1, True), (0, False), (1, False), (10, False), (11, True)])
def test_points_lie_on_the_scale(points: int, wrong: bool):
	assert (rules.check_points([Score(CONCEPT, points)]) is not None) is wrong


def test_a_review_is_locked_once_handed_in_and_ends_with_a_conflict():
	assert rules.check_editable(ReviewStatus.ASSIGNED) is None
	assert rules.check_editable(ReviewStatus.REOPENED) is None
	assert rules.check_editable(ReviewStatus.HANDED_IN).message == rules.IS_LOCKED
	assert rules.check_editable(ReviewStatus.CONFLICT).message == rules.IS_EXCLUDED
	assert rules.check_hand_in(ReviewStatus.HANDED_IN, [Score(CONCEPT, 1)]).message == rules.IS_LOCKED


def test_conflict_and_reopening_need_a_reason():
	assert rules.check_conflict(ReviewStatus.ASSIGNED, " ").message == rules.NO_CONFLICT_REASON
	assert rules.check_conflict(ReviewStatus.HANDED_IN, "Vetter des Bürgermeisters") is None
	assert rules.check_conflict(ReviewStatus.CONFLICT, "noch einmal").message == rules.IS_EXCLUDED
	assert rules.check_reopen(ReviewStatus.HANDED_IN, "").message == rules.NO_REOPEN_REASON
	assert rules.check_reopen(ReviewStatus.ASSIGNED, "Zahlendreher").message == rules.NOT_HANDED_IN
	assert rules.check_reopen(ReviewStatus.HANDED_IN, "Zahlendreher") is None


def test_only_applications_under_review_are_reviewed():
	reviewed = {ApplicationState.UNDER_REVIEW, ApplicationState.SHORTLISTED}
	states = {value for name, value in vars(ApplicationState).items() if name.isupper()}
	assert {state for state in states if rules.check_under_review("Nienburg/Weser", state) is None} == reviewed


def test_there_is_one_key_for_each_application_and_reviewer():
	assert rules.review_key("APP-00001", "a@b.example") == "APP-00001|a@b.example"


def test_the_work_is_spread_evenly_and_conflicts_are_left_out():
	towns, people = ["A", "B", "C"], ["x", "y", "z"]
	pairs = rules.spread_reviews(towns, people, 2)
	assert len(pairs) == len(set(pairs)) == 6
	assert all(sum(who == person for _town, who in pairs) == 2 for person in people)
	assert rules.spread_reviews(towns, people, 2, existing=pairs) == []
	without = rules.spread_reviews(["A"], people, 3, excluded=[("A", "y")])
	assert without == [("A", "x"), ("A", "z")]


@given(
	st.integers(0, 12), st.integers(1, 6), st.integers(0, 6), st.sets(st.tuples(st.integers(0, 11), st.integers(0, 5)))
)
def test_spreading_doubles_nothing_and_reaches_what_it_can(towns: int, people: int, wanted: int, excluded: set):
	applications, reviewers = [f"A{n}" for n in range(towns)], [f"R{n}" for n in range(people)]
	barred = {(f"A{a}", f"R{r}") for a, r in excluded}
	pairs = rules.spread_reviews(applications, reviewers, wanted, excluded=barred)
	assert len(pairs) == len(set(pairs)) and not set(pairs) & barred
	for application in applications:
		able = [who for who in reviewers if (application, who) not in barred]
		assert sum(name == application for name, _who in pairs) == min(wanted, len(able))
	if not barred:
		loads = [sum(who == reviewer for _name, who in pairs) for reviewer in reviewers]
		assert max(loads) - min(loads) <= 1


DUE = date(2016, 4, 15)


@pytest.mark.parametrize(
	("today", "last", "due"),
	[
		(DUE - timedelta(days=4), None, False),
		(DUE - timedelta(days=3), None, True),
		(DUE, DUE - timedelta(days=3), False),
		(DUE + timedelta(days=1), DUE - timedelta(days=3), True),
		(DUE + timedelta(days=1), DUE, True),
		(DUE + timedelta(days=2), DUE + timedelta(days=1), False),
		(DUE + timedelta(days=7), DUE + timedelta(days=1), False),
		(DUE + timedelta(days=8), DUE + timedelta(days=1), True),
	],
)
def test_reminders_come_before_and_after_the_due_date(today: date, last: date | None, due: bool):
	assert rules.is_reminder_due(DUE, today, last) is due


def test_nobody_is_reminded_without_a_due_date_or_twice_a_day():
	assert not rules.is_reminder_due(None, DUE, None)


@given(st.dates(date(2016, 1, 1), date(2016, 12, 31)))
def test_nobody_is_reminded_twice_on_a_day(today: date):
	assert not rules.is_reminder_due(DUE, today, today)


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)}
	assert texts == set(rules.MESSAGES)
