"""What a word processor gets of rich text: headings, paragraphs, lists, bold and italic words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import rich_text as rules
from upj_kooperation.domain.rich_text import Run
from upj_kooperation.domain.text import printable


def told(html):
	return [(block.kind, block.text) for block in rules.blocks(html)]


def test_headings_paragraphs_and_lists():
	html = "<h3>Anlass</h3><p>Die  Stadt\n berichtet.</p><ul><li>eins</li><li><p>zwei</p></li></ul><p>Ende</p>"
	assert told(html) == [
		("heading", "Anlass"),
		("paragraph", "Die Stadt berichtet."),
		("bullet", "eins"),
		("bullet", "zwei"),
		("paragraph", "Ende"),
	]


def test_the_editor_says_in_the_row_which_list_it_is():
	html = '<ol><li data-list="bullet">a</li><li data-list="ordered">b</li><li>c</li></ol>'
	assert told(html) == [("bullet", "a"), ("numbered", "b"), ("numbered", "c")]


def test_bold_and_italic_words_stay_so():
	(block,) = rules.blocks("<p>Wer <b>zahlt <i>das</i></b>?</p>")
	assert block.runs == (Run("Wer "), Run("zahlt ", True), Run("das", True, True), Run("?"))


@pytest.mark.parametrize(
	"html", [None, "", "<p><br></p>", "<script>alert(1)</script>", "<style>p{}</style>", "<p> </p>"]
)
def test_nothing_to_read_gives_nothing(html):
	assert told(html) == []


def test_characters_are_read_and_breaks_are_kept():
	assert told("<p>A &amp; B &lt;c&gt;<br>neue Zeile</p>") == [("paragraph", "A & B <c>\nneue Zeile")]
	assert told("ohne <b>Absatz") == [("paragraph", "ohne Absatz")]


@given(st.lists(st.sampled_from(["<p>", "</p>", "<li>", "</li>", "<ul>", "</ol>", "<b>", "</b>", "x", "<br>", "<"])))
def test_no_word_is_lost_whatever_the_markup(parts):
	html = "".join(parts)
	assert sum(text.count("x") for _kind, text in told(html)) <= html.count("x")
	assert all(text.strip() for _kind, text in told(html))


@given(st.text())
def test_plain_text_keeps_its_words(text):
	plain = text.replace("<", "").replace("&", "")
	assert " ".join("".join(block.text for block in rules.blocks(plain)).split()) == " ".join(plain.split())


@given(st.text(alphabet=st.characters()))
def test_control_characters_never_reach_a_document(text):
	assert not set(printable(text)) & {chr(code) for code in range(32) if chr(code) not in "\t\n\r"}
	assert printable("ä€\U0001f370\n") == "ä€\U0001f370\n" and printable(None) == ""
