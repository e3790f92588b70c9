"""The checksum of an agreement's text."""

import dataclasses
import datetime
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain.agreement_text import (
	AgreementText,
	TextDuty,
	TextParty,
	canonical,
	check_unchanged,
	content_hash,
)

TEXT = AgreementText(
	title="Nordertörtchen",
	parties=(
		TextParty("Nienburg/Weser", "Municipality", "Erika Musterfrau", "Bürgermeisterin"),
		TextParty("Backstube"),
	),
	duties=(TextDuty("Backstube", "Backen", datetime.date(2016, 7, 31)),),
	clauses="<p>Gemeinsam backen.</p>",
	start=datetime.date(2016, 6, 1),
	end=datetime.date(2017, 9, 30),
)
OTHERS = {
	"title": "Nordertorte",
	"parties": TEXT.parties[::-1],
	"duties": (),
	"clauses": "<p>Gemeinsam backen und verkaufen.</p>",
	"start": datetime.date(2016, 6, 2),
	"end": None,
	"notice_months": 3,
	"renewal": "Automatic",
	"renewal_months": 12,
	"value": Decimal("0.01"),
	"version": 2,
	"effective_from": datetime.date(2017, 1, 1),
	"changes": "Längere Laufzeit",
}


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(AgreementText)])
def test_every_part_of_the_text_counts(field):
	assert content_hash(dataclasses.replace(TEXT, **{field: OTHERS[field]})) != content_hash(TEXT)


def test_what_reads_alike_has_the_same_checksum():
	same = dataclasses.replace(
		TEXT,
		title=unicodedata.normalize("NFD", f" {TEXT.title}\r\n"),
		value=Decimal("0.000"),
		duties=(TextDuty("Backstube ", "Backen\n", datetime.date(2016, 7, 31)),),
	)
	assert content_hash(same) == content_hash(TEXT)
	assert len(content_hash(TEXT)) == 64


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=4), st.data())
def test_words_do_not_move_from_one_duty_into_another_unseen(pairs, data):
	text = dataclasses.replace(TEXT, duties=tuple(TextDuty(*pair) for pair in pairs))
	other = data.draw(st.permutations(text.duties))
	moved = dataclasses.replace(TEXT, duties=tuple(other))
	assert (content_hash(moved) == content_hash(text)) == (canonical(moved) == canonical(text))
	assert canonical(text) == canonical(dataclasses.replace(text))


def test_a_changed_text_is_named_and_an_unapproved_one_is_not():
	assert check_unchanged(None, "b" * 64) is None
	assert check_unchanged("a" * 64, "a" * 64) is None
	assert check_unchanged("a" * 64, "b" * 64).values == ("a" * 12, "b" * 12)
