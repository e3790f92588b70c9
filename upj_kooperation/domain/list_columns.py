"""Which column of a town's list is what: German and English headings in their usual variants (F1)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from upj_kooperation.domain.names import fold
from upj_kooperation.domain.values import Problem

NAME, KIND, STREET, POSTCODE, TOWN, PERSON = "name", "kind", "street", "postcode", "town", "person"
FIRST_NAME, LAST_NAME, PHONE, MOBILE, MAIL, THEME = "first_name", "last_name", "phone", "mobile", "mail", "theme"
NOTE, WEBSITE, LEGAL_FORM, INDUSTRY = "note", "website", "legal_form", "industry"
REGISTER, COURT, MUNICIPALITY, PLACE, SALUTATION = "register", "court", "municipality", "place", "salutation"

# A title, a date and an empty line often stand above the headings.
HEADINGS_WITHIN = 15
MAX_COLUMNS = 100

# Spellings as `key()` makes them: small letters and digits only. Own labels come first.
ALIASES: dict[str, str] = {
	NAME: "stakeholder stakeholdername akteur akteure name namedesakteurs organisation organisationsname einrichtung"
	" nameeinrichtung nameorganisation nameunternehmen namederorganisation namedereinrichtung institution traeger firma"
	" firmenname firmierung unternehmen unternehmensname betrieb verein vereinsname company companyname organization"
	" bezeichnung partner kooperationspartner",
	KIND: "kind art artdesakteurs akteursart akteurstyp actortype typ kategorie organisationsart organisationstyp"
	" organisationsform artderorganisation artdereinrichtung sektor gruppe type",
	STREET: "street streetandnumber strasse strassehausnummer strassehausnr strassenr strassehnr strasseundhausnummer"
	" strasseundnummer"
	" strasseundnr strassemithausnummer anschrift adresse address addressline1",
	POSTCODE: "postcode postalcode plz postleitzahl zip zipcode pincode",
	TOWN: "town city ort wohnort stadt ortschaft sitz stadtort",
	PLACE: "plzort plzundort plzstadt postleitzahlort postleitzahlundort ortplz",
	PERSON: "person contactperson contact ansprechperson ansprechpersonen ansprechpartner ansprechpartnerin"
	" ansprechpartnerinnen ansprechpartnernin kontakt kontaktperson kontaktpersonen vertreter vorsitz vorsitzender"
	" vorsitzende leitung geschaeftsfuehrung inhaber inhaberin nameansprechpartner nameansprechperson",
	SALUTATION: "anrede salutation",
	FIRST_NAME: "vorname firstname vornameansprechperson vornameansprechpartner",
	LAST_NAME: "nachname familienname lastname surname nachnameansprechperson nachnameansprechpartner",
	PHONE: "phone tel telefon telefonnr telefonnummer telnr rufnummer festnetz telefondienstlich telefonfestnetz fon",
	MOBILE: "mobile mobil mobilnr mobilnummer mobiltelefon handy handynr handynummer",
	MAIL: "mail email emailadresse mailadresse emails emailaddress",
	THEME: "theme themes thema themen handlungsfeld handlungsfelder fieldofaction fieldsofaction schwerpunkt"
	" schwerpunkte"
	" themenfeld themenfelder themenbereich",
	NOTE: "note notes notiz notizen bemerkung bemerkungen anmerkung anmerkungen kommentar hinweis hinweise sonstiges"
	" beschreibung",
	WEBSITE: "website web webseite homepage internet internetseite internetadresse url www",
	LEGAL_FORM: "legalform rechtsform",
	INDUSTRY: "industry industryorfieldofwork branche brancheoderarbeitsfeld wirtschaftszweig gewerk arbeitsfeld",
	REGISTER: "register registernumber registernr registernummer handelsregister handelsregisternummer vereinsregister"
	" vereinsregisternummer hrb",
	COURT: "registergericht registercourt amtsgericht",
	MUNICIPALITY: "municipality kommune gemeinde ags gemeindeschluessel",
}

NO_NAME = (
	"No column with the names was found in the first {0} rows. Name one of the columns Name, Organisation or Firma."
)
TWICE = "The columns {0} and {1} both hold the same. Remove one of them, or give it another heading."
TOO_MANY_COLUMNS = "The list has more than {0} columns. Is it the right sheet?"
UNKNOWN_COLUMN = "The column {0} is not known and is left out."

MESSAGES = (NO_NAME, TWICE, TOO_MANY_COLUMNS, UNKNOWN_COLUMN)

_KNOWN = {word: column for column, words in ALIASES.items() for word in words.split()}


class Columns(NamedTuple):
	"""The headings of a list.

	line: their row, counted from 1; found: column's meaning -> (position from 0, heading as written); unknown: headings
	that mean nothing here.
	"""

	line: int
	found: dict[str, tuple[int, str]]
	unknown: list[str]


def key(heading: object) -> str:
	"""Return a heading in one spelling: "Straße / Haus-Nr.*" is "strassehausnr"."""
	return re.sub(r"[^a-z0-9]", "", fold(str(heading if heading is not None else "")))


def meaning(heading: object) -> str | None:
	"""Return what a column holds by its heading, or None. What stands in brackets may be left out."""
	text = str(heading if heading is not None else "")
	return _KNOWN.get(key(text)) or _KNOWN.get(key(re.sub(r"\(.*?\)|\[.*?\]", " ", text)))


def read_headings(rows: Sequence[Sequence[object]]) -> Columns | Problem:
	"""Return the headings of a list from its first rows, or why there are none.

	The row that names the most columns, a name among them, holds the headings.
	"""
	best: tuple[int, int] | None = None
	for line, row in enumerate(rows[:HEADINGS_WITHIN], start=1):
		meanings = {meaning(cell) for cell in row} - {None}
		if NAME in meanings and (best is None or len(meanings) > best[0]):
			best = (len(meanings), line)
	if best is None:
		return Problem(NO_NAME, (str(HEADINGS_WITHIN),))
	line = best[1]
	if sum(1 for cell in rows[line - 1] if str(cell or "").strip()) > MAX_COLUMNS:
		return Problem(TOO_MANY_COLUMNS, (str(MAX_COLUMNS),))
	found: dict[str, tuple[int, str]] = {}
	unknown = []
	for position, cell in enumerate(rows[line - 1]):
		heading = " ".join(str(cell if cell is not None else "").split())
		column = meaning(heading)
		if column is None:
			unknown += [heading] if heading else []
		elif column in found:
			return Problem(TWICE, (found[column][1], heading))
		else:
			found[column] = (position, heading)
	return Columns(line, found, unknown)
