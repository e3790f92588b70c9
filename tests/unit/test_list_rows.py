"""A town's list: headings in their variants, rows with what is wrong in them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import list_columns as columns
from upj_kooperation.domain import list_rows as rules
from upj_kooperation.domain.list_cells import as_text, harmless
from upj_kooperation.domain.list_columns import Columns, meaning, read_headings
from upj_kooperation.domain.list_rows import KINDS, Entry, Finding, Person, kind_of, read_row, split_person
from upj_kooperation.domain.values import Problem

HEADINGS = {
	columns.NAME: "Name",
	columns.KIND: "Art",
	columns.STREET: "Straße",
	columns.POSTCODE: "PLZ",
	columns.TOWN: "Ort",
	columns.PLACE: "PLZ/Ort",
	columns.PERSON: "Ansprechpartner",
	columns.PHONE: "Telefon",
	columns.MAIL: "E-Mail",
	columns.THEME: "Thema",
	columns.NOTE: "Bemerkung",
	columns.WEBSITE: "Homepage",
}
BAKERY = {"name": "Bäckerei Nordlicht (erfunden)", "kind": "Unternehmen"}
NIENBURG = "03256022"
NUMBER = 490000000001


@pytest.mark.parametrize(
	("heading", "column"),
	[
		("Name der Einrichtung*", columns.NAME),
		("Straße / Haus-Nr.", columns.STREET),
		("PLZ", columns.POSTCODE),
		("PLZ, Ort", columns.PLACE),
		("Ansprechpartner/in", columns.PERSON),
		("Tel.-Nr.", columns.PHONE),
		("E-Mail", columns.MAIL),
		("Handlungsfeld(er)", columns.THEME),
		("Bemerkungen (intern)", columns.NOTE),
		("Strasse", columns.STREET),
		("Gründungsjahr", None),
		(None, None),
		(12, None),
	],
)
def test_headings_are_known_in_their_variants(heading: object, column: str | None):
	assert meaning(heading) == column


def test_no_spelling_means_two_things():
	words = [word for text in columns.ALIASES.values() for word in text.split()]
	assert len(words) == len(set(words))


def test_the_headings_may_stand_below_a_title():
	rows = [["Adressliste 2016"], [], ["lfd. Nr.", "Name", "PLZ", "Ort"], [1, "A", "31582", "Nienburg"]]
	assert read_headings(rows) == Columns(
		3, {"name": (1, "Name"), "postcode": (2, "PLZ"), "town": (3, "Ort")}, ["lfd. Nr."]
	)


def test_a_list_without_names_or_with_two_of_a_kind_is_refused():
	assert read_headings([["PLZ", "Ort"]]) == Problem(columns.NO_NAME, ("15",))
	assert read_headings([]) == Problem(columns.NO_NAME, ("15",))
	assert read_headings([["Name", "Firma"]]) == Problem(columns.TWICE, ("Name", "Firma"))
	wide = read_headings([["Name", *(f"Spalte {number}" for number in range(100))]])
	assert wide == Problem(columns.TOO_MANY_COLUMNS, ("100",))


def read(**cells: str) -> tuple[Entry | None, list[Finding]]:
	"""Return what a row with these cells says."""
	return read_row(2, {**BAKERY, **cells}, HEADINGS)


def test_a_whole_row_is_read():
	entry, findings = read(
		street="Nordertorstriftweg 1",
		postcode="31582",
		town="Nienburg",
		person="Frau Dr. Erika von der Weser",
		phone="05021/88 77-0",
		mail="erika@nordlicht.example; laden@nordlicht.example",
		theme="Soziales, Lokale Ökonomie",
		note="ruft zurück\nbackt gern",
		website="www.nordlicht.example",
	)
	assert findings == []
	assert (entry.actor_type, entry.phone) == ("Company", "05021 88 77-0")
	assert entry.person == Person("Dr. Erika", "von der Weser", "Ms")
	assert entry.mails == ("erika@nordlicht.example", "laden@nordlicht.example")
	assert entry.themes == ("Soziales", "Lokale Ökonomie")
	assert entry.website == "https://www.nordlicht.example"
	assert entry.has_address and entry.has_contact


@pytest.mark.parametrize(
	("cells", "column", "message"),
	[
		({"name": ""}, "Name", rules.NAME_MISSING),
		({"name": "x" * 141}, "Name", rules.TOO_LONG),
		({"name": "=HYPERLINK(1)"}, "Name", "must not begin like a spreadsheet formula"),
		({"name": "<script>x</script>"}, "Name", "must be plain text without HTML tags"),
		({"name": "#BEZUG!"}, "Name", rules.ERROR_CELL),
		({"kind": "Irgendwas"}, "Art", rules.KIND_UNKNOWN),
		({"kind": "", "name": "Nordlicht"}, "Art", rules.KIND_MISSING),
		({"postcode": "3158"}, None, None),
		({"postcode": "315823"}, "PLZ", rules.NO_POSTCODE),
		({"postcode": "A-1010"}, "PLZ", rules.NO_POSTCODE),
		({"street": "Weg 1"}, "Straße", rules.STREET_WITHOUT_TOWN),
		({"mail": "erika(at)nordlicht.example"}, "E-Mail", rules.NO_MAIL),
		({"phone": "nach 18 Uhr"}, "Telefon", rules.NO_PHONE),
		({"phone": "0" * 21}, "Telefon", rules.NO_PHONE),
		({"website": "gibt es nicht"}, "Homepage", rules.NO_WEBSITE),
		({"website": "javascript:alert(1)"}, "Homepage", rules.NO_WEBSITE),
		({"theme": "a,b,c,d,e,f,g,h,i,j,k"}, "Thema", rules.TOO_MANY_THEMES),
	],
)
def test_what_is_wrong_is_said_by_row_and_column(cells: dict[str, str], column: str | None, message: str | None):
	entry, findings = read(**cells)
	said = [(finding.line, finding.column, finding.problem.message) for finding in findings if finding.blocking]
	assert said == ([(2, column, message)] if message else [])
	assert (entry is None) == bool(message)


def test_a_town_without_a_street_goes_in_and_is_named():
	entry, [finding] = read(town="Nienburg", postcode="31582")
	assert entry and not entry.has_address
	assert (finding.problem, finding.blocking) == (Problem(rules.TOWN_WITHOUT_STREET, ("31582 Nienburg",)), False)


def test_postal_code_and_town_may_share_a_cell():
	entry, _findings = read(street="Weg 1", place="31582 Nienburg (Weser)")
	assert (entry.postcode, entry.town) == ("31582", "Nienburg (Weser)")
	assert read(street="Weg 1", place="Nienburg")[0].town == "Nienburg"
	assert read(postcode="1067")[0].postcode == "01067"


@pytest.mark.parametrize(
	("text", "name", "kind"),
	[
		("e.V.", "", "Nonprofit"),
		("Handwerksbetrieb", "", "Company"),
		("", "Nordlicht e. V.", "Nonprofit"),
		("", "Nordlicht gGmbH", "Social Enterprise"),
		("", "Bürgerstiftung Nienburg", "Foundation"),
		("", "Grundschule Nordertor", "School"),
		("", "Nordlicht", None),
		("Raumschiff", "Nordlicht GmbH", None),
	],
)
def test_kinds_in_the_words_of_a_town(text: str, name: str, kind: str | None):
	assert kind_of(text, name) == kind


def test_every_kind_is_an_actor_type_and_knows_its_own_name():
	assert set(KINDS.values()) == set(rules.ACTOR_TYPES)
	assert all(kind_of(kind, "") == kind for kind in rules.ACTOR_TYPES)


@pytest.mark.parametrize(
	("text", "person"),
	[
		("Erika Beispiel", Person("Erika", "Beispiel")),
		("Beispiel, Erika", Person("Erika", "Beispiel")),
		("Herr Beispiel", Person("Beispiel", "", "Mr")),
		("Frau", None),
		("", None),
	],
)
def test_persons_are_split(text: str, person: Person | None):
	assert split_person(text) == person


@pytest.mark.parametrize(
	("value", "column", "text"),
	[
		(31582.0, "postcode", "31582"),
		(5021887766, "phone", "05021887766"),
		(NUMBER, "phone", f"+{NUMBER}"),
		(datetime.datetime(2016, 4, 1), "note", "01.04.2016"),
		(True, "note", "1"),
		(1.5, "note", "1.5"),
		("  a\xa0 b \n\n c ", "note", "a b\nc"),
		(None, "note", ""),
	],
)
def test_cells_become_the_text_that_a_person_sees(value: object, column: str, text: str):
	assert as_text(value, column) == text


@pytest.mark.parametrize("text", ["=1+1", " =1", "+49", "-1", "@x", "\tx", "\rx"])
def test_nothing_runs_as_a_formula(text: str):
	assert harmless(text) == f"'{text}"


@given(st.text(max_size=20))
def test_what_is_harmless_stays_readable(text: str):
	assert harmless(text).removeprefix("'") == text.removeprefix("'") or harmless(text) == f"'{text}"
	assert not harmless(text).lstrip(" ").startswith(("=", "+", "-", "@"))


def test_the_key_knows_a_row_again_and_tells_branches_apart():
	one = read(street="Lange Straße 1", postcode="31582", town="Nienburg")[0]
	again = read(street="Lange Str. 1", postcode="31582", town="Nienburg", phone="05021 1234")[0]
	branch = read(street="Kurze Straße 1", postcode="31582", town="Nienburg")[0]
	assert one.key(NIENBURG) == again.key(NIENBURG) != branch.key(NIENBURG)
	assert one.key(NIENBURG) != one.key("05315000")


@given(st.dictionaries(st.sampled_from(sorted(HEADINGS)), st.text(min_size=1, max_size=200), max_size=8))
def test_any_row_is_read_or_refused_with_a_reason(cells: dict[str, str]):
	entry, findings = read_row(7, cells, HEADINGS)
	assert (entry is None) == any(finding.blocking for finding in findings)
	assert all(finding.line == 7 for finding in findings)
	if entry:
		assert entry.name and entry.actor_type in rules.ACTOR_TYPES and len(entry.key(NIENBURG)) == 40
