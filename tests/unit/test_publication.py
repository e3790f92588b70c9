"""The public side of a call or a group: its address, who may read it, and headings that fit the page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import publication as rules


@pytest.mark.parametrize(
	("title", "slug"),
	[
		("Kooperationen in der Sozialen Stadt", "kooperationen-in-der-sozialen-stadt"),
		("Für Straßen & Plätze: Öffnung 2016!", "fuer-strassen-plaetze-oeffnung-2016"),
		("  Été à Görlitz  ", "ete-a-goerlitz"),
		("???", "projektaufruf"),
		(
			"Kooperationen von Kommunen und Privaten in der Sozialen Stadt",
			"kooperationen-von-kommunen-und-privaten-in-der-sozialen",
		),
	],
)
def test_a_title_becomes_an_address(title: str, slug: str):
	assert rules.slug_of(title, "projektaufruf") == slug


@given(st.text(max_size=300))
def test_every_title_gives_an_address_that_needs_no_escaping(title: str):
	slug = rules.slug_of(title, "projektaufruf")
	assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) <= rules.MAX_SLUG
	assert rules.slug_of(slug, "anders") == slug


@given(st.lists(st.sampled_from(["a", "b"]), max_size=12))
def test_no_two_calls_share_an_address(wanted: list[str]):
	given_out: list[str] = []
	for slug in wanted:
		given_out.append(rules.free_slug(slug, given_out))
	assert len(set(given_out)) == len(given_out)


@pytest.mark.parametrize(
	("status", "shown", "public"),
	[
		("Draft", True, False),
		("Published", True, True),
		("Closed", True, True),
		("Draft", False, False),
		("Published", False, False),
		("Closed", False, False),
	],
)
def test_only_what_was_published_and_is_shown_is_public(status: str, shown: bool, public: bool):
	assert rules.is_public(status, shown) is public


def test_headings_go_below_the_one_they_stand_under():
	text = '<h1>Ziel</h1><h2 class="x">Weg</h2><h5>Ende</h5><hr><p>h1</p>'
	assert rules.below_heading(text, 2) == '<h3>Ziel</h3><h4 class="x">Weg</h4><h6>Ende</h6><hr><p>h1</p>'


def test_a_picture_without_words_is_marked_as_silent():
	assert rules.below_heading('<img src="/files/a.png">', 2) == '<img alt="" src="/files/a.png">'
	assert rules.below_heading('<img alt="Plan" src="/files/a.png">', 2) == '<img alt="Plan" src="/files/a.png">'
