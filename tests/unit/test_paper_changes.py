"""What is told as changed since a draft: figures then and now, what is new and what is gone."""

from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import paper_changes as rules
from upj_kooperation.domain.paper_changes import Change, Line

TEXT = st.text(max_size=8)
LINES = st.lists(st.builds(Line, st.sampled_from("abc"), TEXT, TEXT, TEXT, TEXT), max_size=6)


def test_a_figure_that_changed_is_told_then_and_now():
	then, now = Line("a", "Anfragen", "2"), Line("a", "Anfragen", "3")
	assert rules.compare([then], [now]) == (Change(rules.CHANGED, then, now),)


def test_a_renamed_record_is_a_change_and_not_a_new_one():
	then, now = Line("a", "Projekt Alt", "Idee"), Line("a", "Projekt Neu", "Idee")
	assert [change.kind for change in rules.compare([then], [now])] == [rules.CHANGED]


def test_what_is_gone_comes_before_what_is_new():
	old, new = Line("a", "Alt"), Line("b", "Neu")
	assert rules.compare([old], [new]) == (Change(rules.GONE, old, None), Change(rules.NEW, None, new))


def test_the_source_alone_is_no_change():
	assert not rules.compare([Line("a", "x", "1", "Stakeholder", "S-1")], [Line("a", "x", "1", "Stakeholder", "S-2")])


def test_two_lines_of_one_key_are_told_apart_by_their_order():
	one, two, three = Line("a", "x", "1"), Line("a", "x", "2"), Line("a", "x", "3")
	assert rules.compare([one, two], [one, three]) == (Change(rules.CHANGED, two, three),)
	assert rules.compare([one], [one, two]) == (Change(rules.NEW, None, two),)


@given(LINES)
def test_nothing_changes_by_itself(lines):
	assert rules.compare(lines, lines) == ()
	assert rules.unpack(rules.pack(lines)) == tuple(lines)


@given(LINES, LINES)
def test_each_line_of_both_drafts_is_accounted_for(then, now):
	changes = rules.compare(then, now)
	gone = sum(change.kind == rules.GONE for change in changes)
	new = sum(change.kind == rules.NEW for change in changes)
	assert len(then) - gone == len(now) - new


def test_a_paper_written_by_hand_has_no_lines():
	assert rules.unpack(None) == () and rules.unpack("") == ()
