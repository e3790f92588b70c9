"""How a town counts its papers: patterns, the range that counts, and the next number."""

from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import paper_number as rules
from upj_kooperation.domain.paper_number import Range

NIENBURG = Range("R-1", "{WP}/{NR:3}/{JAHR}", period="5", year=2016, last_number=13)


def messages(numbers):
	return [problem.message for problem in rules.check_range(numbers)]


def test_nienburg_counts_its_fourteenth_paper():
	assert not messages(NIENBURG)
	assert next(rules.following(NIENBURG)) == (14, "5/014/2016")
	assert NIENBURG.reference(1000) == "5/1000/2016"


@pytest.mark.parametrize(
	("pattern", "period", "year", "reference"),
	[
		("XII/{NR:4}", "", 0, "XII/0007"),
		("{JJ}-{NR}", "", 2009, "09-7"),
		("SV {WP}.{NR:2}", "8", 0, "SV 8.07"),
		("{ WP }/{ NR:3 }/{ JAHR }", "5", 2016, "5/007/2016"),
	],
)
def test_other_towns_count_otherwise(pattern, period, year, reference):
	numbers = Range("R", pattern, period, year)
	assert not messages(numbers)
	assert numbers.reference(7) == reference


@pytest.mark.parametrize(
	("change", "message"),
	[
		({"pattern": "{WP}/{JAHR}"}, rules.NUMBER_ONCE),
		({"pattern": "{NR}/{NR}/{JAHR}"}, rules.NUMBER_ONCE),
		({"pattern": "{NR}/{Monat}/{JAHR}"}, rules.UNKNOWN_PLACE),
		({"pattern": "{NR:7}/{JAHR}"}, rules.UNKNOWN_PLACE),
		({"pattern": "{NR:0}/{JAHR}"}, rules.UNKNOWN_PLACE),
		({"pattern": "{NR.__class__}/{NR}/{JAHR}"}, rules.UNKNOWN_PLACE),
		({"pattern": "{NR}/{JAHR"}, rules.BROKEN_PLACE),
		({"pattern": "{{NR}}/{JAHR}"}, rules.BROKEN_PLACE),
		({"pattern": "{WP}/{NR}"}, rules.NEEDS_YEAR),
		({"year": 0}, rules.YEAR_WITHOUT_RANGE),
		({"period": " "}, rules.NEEDS_PERIOD),
		({"year": 1899}, rules.WRONG_YEAR),
		({"year": 2200}, rules.WRONG_YEAR),
		({"last_number": -1}, rules.WRONG_NUMBER),
		({"last_number": rules.MAX_NUMBER + 1}, rules.WRONG_NUMBER),
		({"pattern": "x" * 60 + "{NR}/{JAHR}"}, rules.TOO_LONG),
	],
)
def test_what_is_wrong_with_a_range(change, message):
	assert message in messages(replace(NIENBURG, **change))


@pytest.mark.parametrize("change", [{"year": 1900}, {"year": 2199}, {"last_number": 0}, {"last_number": 999_999}])
def test_the_outermost_values_are_right(change):
	assert not messages(replace(NIENBURG, **change))


@given(st.text(alphabet="{}NRWPJAH:3/ 0", max_size=20))
def test_what_passes_can_be_filled(pattern):
	numbers = replace(NIENBURG, pattern=pattern)
	if not messages(numbers):
		assert 0 < len(numbers.reference(rules.MAX_NUMBER)) <= rules.MAX_LENGTH


@given(st.sets(st.integers(0, 40)), st.integers(0, 30))
def test_no_number_is_given_twice_or_left_out(typed, last):
	numbers = replace(NIENBURG, last_number=last)
	taken = {numbers.reference(number) for number in typed}
	given_now = []
	for _ in range(12):
		number, reference = rules.next_free(rules.following(numbers), taken)
		given_now.append(number)
		taken.add(reference)
		numbers = replace(numbers, last_number=number)
	assert given_now == [number for number in range(last + 1, 200) if number not in typed][:12]


def test_a_range_that_is_used_up_gives_nothing():
	full = replace(NIENBURG, last_number=rules.MAX_NUMBER)
	assert not list(rules.following(full)) and rules.next_free(rules.following(full), ()) is None
	assert len(list(islice(rules.following(replace(full, last_number=rules.MAX_NUMBER - 1)), 5))) == 1


def test_the_body_s_own_range_counts_before_the_one_for_all():
	every, through = Range("a", "{NR}"), Range("b", "{NR}", body="Rat")
	year, exact = Range("c", "{NR}/{JAHR}", year=2016), Range("d", "{NR}/{JAHR}", year=2016, body=" rat ")
	choose = rules.choose_range
	assert choose([every, through, year, exact], "Rat", 2016) is exact
	assert choose([every, through, year], "RAT", 2016) is through
	assert choose([every, year], "Rat", 2016) is year
	assert choose([every, year], "Rat", 2017) is every
	assert choose([through, exact], "Hauptausschuss", 2016) is None


def test_one_key_for_each_body_and_year():
	assert rules.range_key("1", " Rat  der Stadt", 2016) == rules.range_key("1", "rat der stadt", 2016)
	assert rules.range_key("1", "", 2016) != rules.range_key("1", "", 2017)


def test_all_messages_are_listed():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str) and " " in value}
	assert texts <= set(rules.MESSAGES)
