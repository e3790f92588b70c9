"""What counts as text that somebody wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain.text import is_blank


@pytest.mark.parametrize("text", [None, "", " \n", "<p><br></p>", "<div>&nbsp;</div>", "<p>\u200b</p>"])
def test_tags_and_blanks_are_no_text(text: str | None):
	assert is_blank(text)


@pytest.mark.parametrize("text", ["x", "<p>x</p>", "&lt;", '<img src="/files/plan.png">'])
def test_words_and_pictures_are(text: str):
	assert not is_blank(text)


@given(st.text(alphabet=st.characters(whitelist_categories=("Lu", "Ll", "Nd")), min_size=1))
def test_letters_in_any_markup_are_text(words: str):
	assert not is_blank(f"<div><p>{words}</p></div>")
