"""One row of a town's list: what it says, or what is wrong with it, column by column (F1)."""

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

from upj_kooperation.domain import list_columns as columns
from upj_kooperation.domain.names import fold
from upj_kooperation.domain.values import Problem, check_value

MAX_DATA = 140
MAX_PHONE = 20
MAX_NOTE = 20_000
MAX_THEMES = 10

NAME_MISSING = "The name is missing."
KIND_MISSING = "The kind is missing, and the name does not tell it. Write one of: {0}"
KIND_UNKNOWN = "{0} is no kind. Write one of: {1}"
TOO_LONG = "must not be longer than {0} characters"
NO_POSTCODE = "{0} is no German postal code: five digits"
NO_MAIL = "{0} is no mail address"
NO_PHONE = "{0} is no phone number: digits and + ( ) - /, at most {1} characters"
NO_WEBSITE = "{0} is no web address"
STREET_WITHOUT_TOWN = "A street needs a town. Fill in the town, or remove the street."
TOWN_WITHOUT_STREET = "Without a street no address is entered: {0}"
TOO_MANY_THEMES = "must not name more than {0} themes"
ERROR_CELL = "{0} is an error of the spreadsheet, no value"

MESSAGES = (
	NAME_MISSING,
	KIND_MISSING,
	KIND_UNKNOWN,
	TOO_LONG,
	NO_POSTCODE,
	NO_MAIL,
	NO_PHONE,
	NO_WEBSITE,
	STREET_WITHOUT_TOWN,
	TOWN_WITHOUT_STREET,
	TOO_MANY_THEMES,
	ERROR_CELL,
)

ACTOR_TYPES = (
	"Company",
	"Housing Company",
	"Social Enterprise",
	"Foundation",
	"Nonprofit",
	"Initiative",
	"School",
	"Church",
	"Chamber",
	"Public Body",
)
# Spellings as `list_columns.key()` makes them.
_KINDS = {
	"Company": "company unternehmen firma betrieb handwerk handwerksbetrieb gewerbe handel wirtschaft einzelhandel"
	" dienstleister industrie gmbh ag kg ohg gbr ek ug gmbhcokg kmu bank sparkasse selbstaendig",
	"Housing Company": "housingcompany wohnungsunternehmen wohnungsbaugesellschaft wohnungsgesellschaft"
	" wohnungswirtschaft"
	" wohnungsgenossenschaft wohnungsbaugenossenschaft wohnungsbau",
	"Social Enterprise": "socialenterprise sozialunternehmen sozialbetrieb sozialesunternehmen inklusionsbetrieb ggmbh"
	" inklusionsunternehmen",
	"Foundation": "foundation stiftung buergerstiftung",
	"Nonprofit": "nonprofit verein ev gemeinnuetzig gemeinnuetzigeeinrichtung gemeinnuetzigeorganisation"
	" gemeinnuetzigerverein wohlfahrtsverband verband sportverein foerderverein npo ngo traeger freiertraeger"
	" sozialertraeger kita kindertagesstaette",
	"Initiative": "initiative buergerinitiative gruppe nachbarschaftsinitiative netzwerk buendnis",
	"School": "school schule berufsschule grundschule gymnasium hochschule bildungseinrichtung berufsbildendeschule",
	"Church": "church kirche kirchengemeinde religionsgemeinschaft glaubensgemeinschaft moschee pfarrei"
	" moscheegemeinde",
	"Chamber": "chamber kammer ihk hwk handwerkskammer innung kreishandwerkerschaft industrieundhandelskammer"
	" wirtschaftsverband",
	"Public Body": "publicbody behoerde amt oeffentlicheeinrichtung oeffentlichestelle verwaltung stadtverwaltung"
	" landkreis oeffentlichehand polizei koerperschaft",
}
KINDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
# What a name tells where the kind's cell is empty: the legal form at its end, or a word in it.
_IN_NAME = (
	("Social Enterprise", re.compile(r"\bggmbh\b")),
	("Foundation", re.compile(r"\b\w*stiftung\b")),
	("School", re.compile(r"\b(\w*schule|gymnasium)\b")),
	("Church", re.compile(r"\b\w*kirchen(gemeinde|kreis)\b")),
	("Nonprofit", re.compile(r"\be\.? ?v\.?(?!\w)")),
	("Company", re.compile(r"\b(gmbh|ag|kg|ohg|gbr|ug|e\.? ?k)\b")),
)

_MAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.I)
_WEBSITE = re.compile(
	r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::\d{1,5})?(?:[/?#]\S*)?", re.I
)
_PHONE = re.compile(r"[0-9 +_\-,.*#()]+")
_ERROR = re.compile(r"#(?:REF|BEZUG|N/A|NV|NAME|VALUE|WERT|DIV/0|NULL|NUM|ZAHL)[!?]?", re.I)
_SALUTATIONS = {"herr": "Mr", "herrn": "Mr", "hr": "Mr", "frau": "Ms", "fr": "Ms"}


class Finding(NamedTuple):
	"""What is to be said about a row.

	line: row of the list, from 1; column: heading as written, empty for the whole row; blocking: the row cannot go in.
	"""

	line: int
	column: str
	problem: Problem
	blocking: bool = True


class Person(NamedTuple):
	"""A contact person."""

	first_name: str
	last_name: str
	salutation: str = ""


class Entry(NamedTuple):
	"""A row that can go in. Texts are plain; themes in their order; note with its line breaks."""

	line: int
	name: str
	actor_type: str
	street: str
	postcode: str
	town: str
	person: Person | None
	phone: str
	mobile: str
	mails: tuple[str, ...]
	themes: tuple[str, ...]
	note: str
	website: str
	legal_form: str
	industry: str
	register: str
	court: str

	@property
	def has_address(self) -> bool:
		"""Say whether an address is entered."""
		return bool(self.street and self.town)

	@property
	def has_contact(self) -> bool:
		"""Say whether a contact is entered: a person, or a number or mail address of the organisation."""
		return bool(self.person or self.phone or self.mobile or self.mails)

	def key(self, municipality: str) -> str:
		"""Return the short key by which a second import knows the row again: town, name, postcode and street."""
		street = re.sub(r"strasse\b|str\b\.?", "str", fold(self.street))
		parts = (municipality, *(re.sub(r"[^a-z0-9]", "", text) for text in (fold(self.name), self.postcode, street)))
		return hashlib.sha256("|".join(parts).encode()).hexdigest()[:40]


def read_row(line: int, cells: Mapping[str, str], headings: Mapping[str, str]) -> tuple[Entry | None, list[Finding]]:
	"""Return what a row says (None where it cannot go in), and what is to be said about it.

	cells: column's meaning to trimmed text; headings: column's meaning to the heading as written.
	"""
	reader = _Reader(line, cells, headings)
	entry = reader.entry()
	return (None if any(one.blocking for one in reader.findings) else entry), reader.findings


def kind_of(text: str, name: str) -> str | None:
	"""Return the actor type that a word names; without a word, the one that the name tells; or None."""
	if text:
		return KINDS.get(columns.key(text))
	folded = fold(name)
	return next((kind for kind, pattern in _IN_NAME if pattern.search(folded)), None)


def split_person(text: str) -> Person | None:
	"""Return first and last name from "Frau Dr. Erika Beispiel" or "Beispiel, Erika". Titles: first name."""
	words = text.split()
	salutation = ""
	if words and (known := _SALUTATIONS.get(words[0].rstrip(".").casefold())):
		salutation, words = known, words[1:]
	if not words:
		return None
	last, comma, first = " ".join(words).partition(",")
	if comma and first.strip():
		return Person(first.strip(), last.strip(), salutation)
	words = " ".join(words).strip(" ,").split()
	# "Erika von der Weser": small words belong to the family name.
	cut = next((index for index, word in enumerate(words) if index and word in ("von", "van", "zu", "de", "vom")), -1)
	cut = cut if cut > 0 else len(words) - 1
	return Person(" ".join(words[:cut]), " ".join(words[cut:]), salutation) if cut else Person(words[0], "", salutation)


class _Reader:
	"""Reads one row; each method takes its columns and notes what is wrong with them."""

	def __init__(self, line: int, cells: Mapping[str, str], headings: Mapping[str, str]) -> None:
		self.line, self.cells, self.headings = line, cells, headings
		self.findings: list[Finding] = []

	def note(self, column: str, problem: Problem, blocking: bool = True) -> None:
		self.findings.append(Finding(self.line, self.headings.get(column, ""), problem, blocking))

	def text(self, column: str, limit: int = MAX_DATA) -> str:
		value = self.cells.get(column, "")
		if not value:
			return ""
		if _ERROR.fullmatch(value):
			self.note(column, Problem(ERROR_CELL, (value,)))
		elif problem := check_value("Data", value):
			self.note(column, problem)
		elif len(value) > limit:
			self.note(column, Problem(TOO_LONG, (str(limit),)))
		else:
			return value
		return ""

	def entry(self) -> Entry:
		name = self.text(columns.NAME)
		if not self.cells.get(columns.NAME):
			self.note(columns.NAME, Problem(NAME_MISSING))
		street, postcode, town = self.address()
		return Entry(
			line=self.line,
			name=name,
			actor_type=self.kind(name),
			street=street,
			postcode=postcode,
			town=town,
			person=self.person(),
			phone=self.phone(columns.PHONE),
			mobile=self.phone(columns.MOBILE),
			mails=self.mails(),
			themes=self.themes(),
			note=self.text(columns.NOTE, MAX_NOTE),
			website=self.website(),
			legal_form=self.text(columns.LEGAL_FORM),
			industry=self.text(columns.INDUSTRY),
			register=self.text(columns.REGISTER),
			court=self.text(columns.COURT),
		)

	def kind(self, name: str) -> str:
		text = self.text(columns.KIND)
		kind = kind_of(text, name)
		if kind:
			return kind
		if text:
			self.note(columns.KIND, Problem(KIND_UNKNOWN, (text, ACTOR_TYPES)))
		elif name and not self.cells.get(columns.KIND):
			self.note(columns.KIND, Problem(KIND_MISSING, (ACTOR_TYPES,)))
		return ""

	def address(self) -> tuple[str, str, str]:
		street, postcode, town = self.text(columns.STREET), self.text(columns.POSTCODE), self.text(columns.TOWN)
		column = columns.POSTCODE
		if place := self.text(columns.PLACE):
			first, _blank, rest = place.partition(" ")
			if not rest and not first.isdigit():
				first, rest = "", place
			column, postcode, town = columns.PLACE, postcode or first, town or rest.strip()
		postcode = postcode.removeprefix("D-").removeprefix("DE-").strip()
		# Spreadsheets drop the zero at the beginning of 01067.
		postcode = f"0{postcode}" if re.fullmatch(r"[1-9]\d{3}", postcode) else postcode
		if postcode and not re.fullmatch(r"\d{5}", postcode):
			self.note(column, Problem(NO_POSTCODE, (postcode,)))
		if street and not town:
			self.note(columns.STREET, Problem(STREET_WITHOUT_TOWN))
		if town and not street:
			self.note(columns.TOWN, Problem(TOWN_WITHOUT_STREET, (f"{postcode} {town}".strip(),)), blocking=False)
		return street, postcode, town

	def person(self) -> Person | None:
		whole, salutation = self.text(columns.PERSON), self.text(columns.SALUTATION)
		first, last = self.text(columns.FIRST_NAME), self.text(columns.LAST_NAME)
		known = _SALUTATIONS.get(salutation.rstrip(".").casefold(), "")
		if first or last:
			return Person(first or last, last if first else "", known)
		person = split_person(whole)
		return person._replace(salutation=person.salutation or known) if person else None

	def phone(self, column: str) -> str:
		text = self.text(column)
		plain = " ".join(re.sub(r"[/–—]", " ", re.sub(r"^(tel|fon|mobil)\.?:?\s*", "", text, flags=re.I)).split())
		if text and (not _PHONE.fullmatch(plain) or len(plain) > MAX_PHONE or not re.search(r"\d{3}|\d \d", plain)):
			self.note(column, Problem(NO_PHONE, (text, str(MAX_PHONE))))
			return ""
		return plain

	def mails(self) -> tuple[str, ...]:
		found = []
		for part in re.split(r"[;,\s]+", self.text(columns.MAIL, 1000).removeprefix("mailto:")):
			if part and _MAIL.fullmatch(part) and len(part) <= MAX_DATA:
				found.append(part)
			elif part:
				self.note(columns.MAIL, Problem(NO_MAIL, (part,)))
		return tuple(dict.fromkeys(found))

	def themes(self) -> tuple[str, ...]:
		parts = [" ".join(part.split()) for part in re.split(r"[;,/\n]", self.text(columns.THEME, 1000))]
		themes = tuple(dict.fromkeys(part for part in parts if part))
		if len(themes) > MAX_THEMES:
			self.note(columns.THEME, Problem(TOO_MANY_THEMES, (str(MAX_THEMES),)))
		if any(len(theme) > MAX_DATA for theme in themes):
			self.note(columns.THEME, Problem(TOO_LONG, (str(MAX_DATA),)))
		return themes

	def website(self) -> str:
		text = self.text(columns.WEBSITE)
		address = text if "://" in text or not text else f"https://{text}"
		if address and not _WEBSITE.fullmatch(address):
			self.note(columns.WEBSITE, Problem(NO_WEBSITE, (text,)))
			return ""
		return address
