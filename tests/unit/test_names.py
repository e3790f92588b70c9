"""Names of organisations: what tells them apart, how they sound, how near they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain.names import MAX_KEYS, are_alike, fold, name_key, name_words, sound, sound_keys

NAMES = st.text(st.sampled_from("aäbcdeghiklmnoöprsßtuüvwz AB.-&()123éł"), max_size=40)


@pytest.mark.parametrize(
	("name", "words"),
	[
		("Bäckerei Nordlicht GmbH & Co. KG", ("baeckerei", "nordlicht")),
		("Nordlicht e. V.", ("nordlicht",)),
		("Wohnbau Weser eG", ("wohnbau", "weser")),
		("Stiftung", ("stiftung",)),
		("Stiftung Nordtor", ("nordtor",)),
		("Musterverein (MV)", ("musterverein",)),
		("(MV)", ("mv",)),
		("Der, die, das", ("der", "die", "das")),
		("Café Été", ("cafe", "ete")),
		("Straßen-Verein Süd", ("strassen", "sued")),
		("", ()),
		("???", ()),
	],
)
def test_legal_forms_fillers_and_spelling_do_not_count(name: str, words: tuple[str, ...]):
	assert name_words(name) == words


def test_the_order_of_the_words_does_not_count():
	assert name_key("Nordlicht Bäckerei") == name_key("Baeckerei NORDLICHT GmbH")


@pytest.mark.parametrize(
	"words", [("meier", "maier", "meyer", "mayr"), ("schmidt", "schmitt", "schmid"), ("philipp", "filip")]
)
def test_words_that_sound_alike_have_one_key(words: tuple[str, ...]):
	assert len({sound(word) for word in words}) == 1


@pytest.mark.parametrize(
	("one", "other", "alike"),
	[
		("Bäckerei Nordlicht", "Bäckerei Nordlciht", True),
		("Bäckerei Nordlicht", "Bäckerei Nordlicht Filiale Mitte", True),
		("Bäckerei Nordlicht", "Bäckerei", False),
		("Bäckerei Nordlicht", "Bäckerei Südstern", False),
		("1. Grundschule", "2. Grundschule", False),
		("Grundschule 1", "Grundschule", False),
		("Hauptschule Weserblick", "Realschule Weserblick", False),
		("", "", False),
	],
)
def test_what_is_alike(one: str, other: str, alike: bool):
	assert are_alike(one, other) is alike


@given(NAMES, NAMES)
def test_likeness_is_symmetric_and_a_name_is_like_itself(one: str, other: str):
	assert are_alike(one, other) == are_alike(other, one)
	assert are_alike(one, one) == bool(name_words(one))


@given(NAMES)
def test_keys_are_few_and_equal_names_share_them(name: str):
	keys = sound_keys(name)
	assert len(keys) <= MAX_KEYS and len(set(keys)) == len(keys)
	assert bool(keys) == bool(name_words(name))
	assert sound_keys(name.upper().replace("ẞ", "SS")) == keys or "ß" in name
	assert sound_keys(fold(name)) == keys
