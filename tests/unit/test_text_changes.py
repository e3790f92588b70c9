"""What two texts differ in: every word of both is told, and a text that says the same has no difference."""

from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import text_changes as rules

PARAGRAPHS = st.lists(
	st.sampled_from(["Wir backen.", "Wir backen gemeinsam.", "Wir verkaufen.", "a < b & c"]), max_size=6
)


def rich(paragraphs: list[str]) -> str:
	return "".join(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>" for text in paragraphs)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_parts_are_both_texts_again(before, after):
	parts = rules.words(before, after)
	assert "".join(text for kind, text in parts if kind != "added") == before
	assert "".join(text for kind, text in parts if kind != "removed") == after


def test_paragraphs_are_read_without_their_markup():
	text = "<h3>Zuerst</h3><ul><li>a&nbsp;&lt; b</li><li> </li></ul>x<br>y"
	assert rules.paragraphs(text) == ["Zuerst", "a < b", "x", "y"]


@given(PARAGRAPHS)
def test_the_same_words_in_other_markup_are_no_change(paragraphs):
	assert rules.compare_rich_texts(rich(paragraphs), rich(paragraphs).replace("<p>", "<p class='x'>")) == []


@given(PARAGRAPHS, PARAGRAPHS)
def test_what_was_removed_and_added_is_told_with_every_word(before, after):
	kinds = [kind for kind, _parts in rules.compare_rich_texts(rich(before), rich(after))]
	assert bool(kinds) == (before != after)
	assert kinds.count(rules.ADDED) - kinds.count(rules.REMOVED) == len(after) - len(before)
