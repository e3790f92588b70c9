"""locale/de.po holds a German text for everything the app shows, and nothing else."""

import importlib
import re
from pathlib import Path

import messages
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from repository import APP, PACKAGE, doctypes

PLACE = re.compile(r"\{\d*\}")
FAMILIAR = re.compile(r"\b(du|dich|dir|deine?[mnrs]?|euch|euer|eure[mnrs]?|ihr habt)\b", re.IGNORECASE)
# Words that are the same in both languages.
SAME = frozenset(
	{
		"DocType",
		"ERPNext",
		"Excel",
		"Engagement",
		"Format",
		"GnR",
		"GsR",
		"HRA",
		"HRB",
		"Information",
		"Initiative",
		"Know-how",
		"Generation",
		"Kooperation",
		"Land",
		"Lead",
		"Material",
		"Moderator",
		"Name",
		"Neutral",
		"Online",
		"Organisation",
		"PR",
		"Partner",
		"Person",
		"Pilot",
		"Position",
		"Pro Bono",
		"Problem",
		"Sponsor",
		"Sponsoring",
		"Start",
		"Status",
		"Text",
		"VR",
		"Version",
		"Version {0}: {1}",
		"Website",
		"{0}: {1}",
		"§ 142 BauGB",
		"§ 171e Abs. 3 BauGB",
		"§ 172 BauGB",
	}
)
# Terms that are the same wherever they stand alone.
TERMS = {
	"Municipality": "Kommune",
	"Programme Area": "Programmgebiet",
	"Field of Action": "Handlungsfeld",
	"Working Group": "Arbeitsgruppe",
	"Stakeholder": "Akteur",
	"Relationship Manager": "Kooperationsbeauftragte Person",
	"Project Call": "Projektaufruf",
	"Call Application": "Bewerbung (Interessenbekundung)",
	"Advisory Mandate": "Beratungsauftrag",
	"Advisory Session": "Beratungstermin",
	"Cooperation Project": "Kooperationsprojekt",
	"Cooperation Agreement": "Kooperationsvereinbarung",
	"Sponsorship": "Zuwendung",
	"Giver": "Zuwendungsgeber",
	"Acceptance Rule": "Annahmeregel",
	"Council Paper": "Vorlage",
	"Status Report": "Sachstandsbericht",
	"Council": "Rat",
	"Main Committee": "Hauptausschuss",
}

TEXTS = messages.extract()


def load(name: str) -> Catalog:
	"""Return a catalogue of the app."""
	with (APP / "locale" / name).open("rb") as file:
		return read_po(file, locale=None if name.endswith(".pot") else "de", abort_invalid=True)


@pytest.fixture(scope="module")
def german() -> Catalog:
	"""The German catalogue."""
	return load("de.po")


def entries(catalog: Catalog) -> dict[tuple[str, str | None], str]:
	"""Return {(text, context): German} without the header."""
	return {(message.id, message.context): message.string for message in catalog if message.id}


def test_every_text_can_be_extracted():
	assert not TEXTS.faults


def test_extraction_sees_every_kind_of_place():
	"""Guards the extractor: these stand in a DocType, a rule, a controller, a workflow, a role, a custom field."""
	found = TEXTS.keys()
	for value in (
		"Municipality",
		"Official Municipality Key (AGS)",
		"must not be negative",
		"Please Correct",
		"Put up for Decision",
		"Cooperation Auditor",
		"Sponsorship or Donation",
		"Council Affairs",
	):
		assert (value, None) in found, value
	assert ("Official Municipality Key (AGS)", "Municipality") in found
	assert not [value for value, _context in found if value in messages.LANDS]


def test_every_text_has_its_german(german: Catalog):
	known = entries(german)
	missing = [
		f"{value!r} in {min(places)}"
		for (value, context), places in TEXTS.plain.items()
		if (value, context) not in known
	]
	missing += [
		f"{value!r} in {min(places)}"
		for (value, doctype), places in TEXTS.labels.items()
		if (value, doctype) not in known and (value, None) not in known
	]
	assert not sorted(missing)


@pytest.mark.parametrize("path", sorted((APP / "domain").glob("*.py")), ids=lambda path: path.stem)
def test_every_sentence_of_the_rules_has_its_german(path: Path, german: Catalog):
	"""However a module builds its MESSAGES: the extraction reads the source and could overlook one."""
	module = importlib.import_module(f"{PACKAGE}.domain.{path.stem}")
	spoken = [message for message in getattr(module, "MESSAGES", ()) if messages.is_translatable(message)]
	assert [message for message in spoken if not (german.get(message) and german.get(message).string)] == []


def test_nothing_is_translated_that_the_app_does_not_say(german: Catalog):
	assert not sorted(str(key) for key in set(entries(german)) - TEXTS.keys())
	assert not german.obsolete


def test_contexts_are_doctypes_or_named_by_code(german: Catalog):
	named = {context for _value, context in TEXTS.plain}
	assert not {context for _value, context in entries(german) if context} - set(doctypes()) - named


def test_no_german_is_empty_or_uncertain(german: Catalog):
	assert not [message.id for message in german if message.id and (not message.string or message.fuzzy)]
	assert german.locale.language == "de"
	assert german.charset == "utf-8"


def test_places_agree(german: Catalog):
	wrong = [
		value
		for (value, _context), text in entries(german).items()
		if set(PLACE.findall(value)) != set(PLACE.findall(text))
	]
	assert not wrong


def test_sentences_end_alike(german: Catalog):
	wrong = [
		f"{value!r}: {text!r}"
		for (value, _context), text in entries(german).items()
		for mark in ".?!:"
		if value.rstrip().endswith(mark) != text.rstrip().endswith(mark)
	]
	assert not wrong


def test_german_is_formal_and_tidy(german: Catalog):
	texts = entries(german)
	assert not [text for text in texts.values() if FAMILIAR.search(text)]
	assert not [text for text in texts.values() if "  " in text or text != text.lstrip()]
	untranslated = {value for (value, _context), text in texts.items() if value == text} - SAME
	assert not untranslated


def test_terms_are_used_alike(german: Catalog):
	texts = entries(german)
	wrong = {term: texts.get((term, None)) for term, word in TERMS.items() if texts.get((term, None)) != word}
	wrong |= {key: text for key, text in texts.items() if key[0] == "Consultant" and text != "Beraterin oder Berater"}
	assert not wrong


def test_entries_are_sorted(german: Catalog):
	order = [(message.id, message.context or "") for message in german if message.id]
	assert order == sorted(order)


def test_template_holds_the_same_texts(german: Catalog):
	assert set(entries(load("main.pot"))) == set(entries(german))
