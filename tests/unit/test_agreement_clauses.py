"""Filled clauses as the text of an agreement."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain.agreement_clauses import PLACEHOLDERS, Clause, as_html, empty_ones, in_a_row


@pytest.mark.parametrize(
	("names", "expected"),
	[
		([], ""),
		(["Nienburg/Weser"], "Nienburg/Weser"),
		(["A", "B"], "A und B"),
		(["A", "B", "C"], "A, B und C"),
	],
)
def test_names_in_a_row(names, expected):
	assert in_a_row(names, "und") == expected


def test_clauses_are_numbered_and_lists_stand_where_they_were_written():
	text = "Es sind:\n- die Stadt\n- die Backstube\nund niemand sonst.\n\n\nSie backen\ngemeinsam."
	assert as_html([Clause("Wer", text), Clause("Was", "- Törtchen")]) == (
		"<h3>§ 1 Wer</h3><p>Es sind:</p><ul><li>die Stadt</li><li>die Backstube</li></ul><p>und niemand sonst.</p>"
		"<p>Sie backen gemeinsam.</p><h3>§ 2 Was</h3><ul><li>Törtchen</li></ul>"
	)


@given(st.text(max_size=200), st.text(max_size=500))
def test_no_word_becomes_markup_and_none_is_lost(heading, text):
	made = as_html([Clause(heading, text)])
	tags = set(re.findall(r"<[^>]*>", made))
	assert tags <= {"<h3>", "</h3>", "<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>"}
	words = html.unescape(re.sub(r"<[^>]*>", " ", made)).split()
	dashes = {"-", "–", "•"}
	assert [word for word in words if word not in dashes] == [
		word for word in f"§ 1 {heading} {text}".split() if word not in dashes
	]


def test_only_placeholders_without_a_value_are_named_once():
	named = ["projekt", "kommune", "projekt", "gebiet", "partei"]
	assert empty_ones(named, {"kommune": "Nienburg/Weser", "projekt": ""}) == ("projekt", "gebiet")
	assert empty_ones(PLACEHOLDERS, dict.fromkeys(PLACEHOLDERS, "x")) == ()
