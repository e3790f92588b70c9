"""The ranking of applications: exact, stable, and as the tie rule says."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import ranking as rules
from upj_kooperation.domain.ranking import Reviewed
from upj_kooperation.domain.text import neutralised

DAY = datetime(2016, 2, 15, 10, 0)
# Thirds of a percent: equal means are likely.
percent = st.integers(0, 300).map(lambda thirds: Fraction(thirds, 3))


@st.composite
def applications(draw: st.DrawFn) -> list[Reviewed]:
	"""Up to eight applications with up to three reviews each."""
	return [
		Reviewed(
			f"APP-{number:05}",
			draw(st.one_of(st.none(), st.sampled_from([DAY, DAY + timedelta(days=1)]))),
			tuple(draw(st.lists(percent, max_size=3))),
			draw(st.integers(0, 2)),
			draw(st.integers(0, 2)),
		)
		for number in range(draw(st.integers(0, 8)))
	]


def test_the_best_mean_comes_first_with_its_figures():
	[first, second, last] = rules.rank(
		[
			Reviewed("C", DAY, (), missing=2),
			Reviewed("A", DAY, (Fraction(70), Fraction(80)), conflicts=1),
			Reviewed("B", DAY, (Fraction(90), Fraction(70)), missing=1),
		]
	)
	assert (first.name, first.rank, first.mean, first.deviation) == ("B", 1, Decimal("80.00"), Decimal("10.00"))
	assert (first.lowest, first.highest, first.reviews, first.missing) == (Decimal("70.00"), Decimal("90.00"), 2, 1)
	assert (second.name, second.mean, second.conflicts) == ("A", Decimal("75.00"), 1)
	assert (last.name, last.rank, last.mean, last.deviation, last.missing) == ("C", 3, None, None, 2)


def test_the_tie_rule_goes_step_by_step():
	apart = Reviewed("A", DAY, (Fraction(60), Fraction(80)))
	late = Reviewed("B", DAY + timedelta(seconds=1), (Fraction(70), Fraction(70)))
	early = Reviewed("D", DAY, (Fraction(70), Fraction(70)))
	same = Reviewed("C", DAY, (Fraction(70), Fraction(70)))
	places = rules.rank([apart, late, early, same])
	assert [place.name for place in places] == ["C", "D", "B", "A"]
	assert all(place.tied for place in places)


def test_what_is_shown_decides():
	"""66.6666… and 66.67 look alike, so they are equal; the earlier submission goes first."""
	shown = rules.rank(
		[Reviewed("A", DAY + timedelta(days=1), (Fraction(6667, 100),)), Reviewed("B", DAY, (Fraction(200, 3),))]
	)
	assert [place.name for place in shown] == ["B", "A"]


def test_the_standard_deviation_is_exact():
	[place] = rules.rank([Reviewed("A", DAY, (Fraction(60), Fraction(70), Fraction(90)))])
	# The root of 1400/9.
	assert place.deviation == Decimal("12.47")


@given(applications(), st.randoms())
def test_the_order_of_the_input_does_not_count(rows: list[Reviewed], random):
	mixed = list(rows)
	random.shuffle(mixed)
	assert rules.rank(mixed) == rules.rank(rows)
	turned = [Reviewed(r.name, r.submitted_on, r.scores[::-1], r.missing, r.conflicts) for r in rows]
	assert rules.rank(turned) == rules.rank(rows)


@given(applications())
def test_every_application_has_its_place_and_means_fall(rows: list[Reviewed]):
	places = rules.rank(rows)
	assert sorted(place.name for place in places) == sorted(row.name for row in rows)
	assert [place.rank for place in places] == list(range(1, len(rows) + 1))
	means = [place.mean for place in places if place.mean is not None]
	assert means == sorted(means, reverse=True)
	assert all(place.mean is None for place in places[len(means) :])
	assert all(place.lowest <= place.mean <= place.highest for place in places[: len(means)])


@given(applications(), st.data())
def test_a_better_score_never_lowers_the_mean_and_a_better_mean_never_the_place(rows: list[Reviewed], data):
	scored = [row for row in rows if row.scores]
	if not scored:
		return
	row = data.draw(st.sampled_from(scored))
	number = data.draw(st.integers(0, len(row.scores) - 1))
	scores = list(row.scores)
	scores[number] = Fraction(data.draw(st.integers(int(scores[number] * 3), 300)), 3)
	better = Reviewed(row.name, row.submitted_on, tuple(scores), row.missing, row.conflicts)
	before = {place.name: place for place in rules.rank(rows)}[row.name]
	after = {place.name: place for place in rules.rank([better if r is row else r for r in rows])}[row.name]
	assert after.mean >= before.mean
	if after.mean > before.mean:
		assert after.rank <= before.rank


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "  =HYPERLINK(1)"])
def test_no_text_becomes_a_formula(text: str):
	assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Nienburg/Weser", "", None, 7.5, -3])
def test_other_values_stay(value: object):
	assert neutralised(value) == value


def test_the_tie_rule_is_listed_for_translation():
	assert rules.TIE_RULE in rules.MESSAGES
