"""The library: a version for each change of words, and what a group may do when the original has moved on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import method_material as rules
from upj_kooperation.domain.values import Problem


def copy(
	content: str = "<p>a</p>", taken: str | None = "<p>a</p>", version: int | None = 1, newest: int | None = 1
) -> rules.Copy:
	return rules.Copy("Leitfaden", content, taken, version, newest)


@pytest.mark.parametrize(
	("version", "before", "after", "released"),
	[
		(0, None, "<p>a</p>", 1),
		(1, "<p>a</p>", "<p>a</p>", 1),
		(1, "<p>a</p>", "<p class='x'>a</p>", 1),
		(1, "<p>a</p>", "<p>a b</p>", 2),
		(7, "<p>a</p>", "", 8),
	],
)
def test_other_words_are_a_new_version(version, before, after, released):
	assert rules.next_version(version, before, after) == released


@pytest.mark.parametrize(
	("version", "released", "before", "said", "fits"),
	[
		(0, 1, None, None, True),
		(1, 1, "Erste Fassung", "Erste Fassung", True),
		(1, 2, "Erste Fassung", " Erste  Fassung ", False),
		(1, 2, "Erste Fassung", "", False),
		(1, 2, "Erste Fassung", "Frage 3 ist neu", True),
	],
)
def test_a_new_version_says_what_changed(version, released, before, said, fits):
	problem = rules.check_release(version, released, before, said)
	assert problem == (None if fits else Problem(rules.SAY_WHAT_CHANGED, (str(version),)))


@pytest.mark.parametrize(
	("one", "replace", "message"),
	[
		(copy(taken=None, version=None, newest=None), True, rules.OWN_MATERIAL),
		(copy(), True, rules.NOTHING_NEW),
		(copy(newest=2), False, None),
		(copy("<p>a b</p>", newest=2), False, rules.WOULD_LOSE_CHANGES),
		(copy("<p>a b</p>", newest=2), True, None),
	],
)
def test_own_changes_are_not_lost_unasked(one, replace, message):
	problem = rules.check_taking_new(one, replace_changes=replace)
	assert (problem.message if problem else None) == message


def test_an_own_text_can_be_kept_against_a_new_version_and_against_nothing_else():
	assert rules.check_keeping(copy("<p>a b</p>", newest=2)) is None
	assert rules.check_keeping(copy("<p>a b</p>")) == Problem(rules.NOTHING_NEW, ("Leitfaden", "1"))


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_copy_is_behind_until_it_has_the_newest_version(taken: int, newest: int):
	assert copy(version=taken, newest=newest).behind == (taken < newest)
	assert not copy(version=newest, newest=newest).behind
