"""Placeholders that a clause may name, and a filled clause as the text of an agreement (F19).

What fills a placeholder is data of the agreement; a template knows nothing else. Names are German, as the clauses are,
and each says what it stands for.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from upj_kooperation.domain.values import Problem

DUTIES, PARTIES = "pflichten", "parteien"

DUTY: dict[str, Problem] = {
	"partei": Problem("Party that owes the duty"),
	"text": Problem("What is owed"),
	"faellig_am": Problem("Day on which it is due, empty without one"),
}
PARTY: dict[str, Problem] = {
	"name": Problem("Name of the party"),
	"art": Problem("Kind of the party"),
	"vertreten_durch": Problem("Who signs for the party"),
	"funktion": Problem("Function of the signatory"),
}
PLACEHOLDERS: dict[str, Problem] = {
	"titel": Problem("Title of the agreement"),
	"kommune": Problem("Name of the municipality"),
	"parteien_namen": Problem("Names of all parties in a row"),
	"projekt": Problem("Title of the cooperation project"),
	"gebiet": Problem("Name of the programme area"),
	"beginn": Problem("First day of the term"),
	"ende": Problem("Last day of the term, empty without one"),
	"kuendigungsfrist": Problem("Notice period in months, empty without one"),
	"verlaengerung": Problem("Kind of the renewal, empty without one"),
	"verlaengerung_monate": Problem("Months of a renewal, empty without one"),
	"wert": Problem("Value in Euro, empty without one"),
}

UNKNOWN = "Clause {0} ({1}): there is no placeholder {2}. Known are: {3}."
NOT_READABLE = "Clause {0} ({1}) cannot be read, line {2}: {3}. A placeholder is written like {4}."
NOT_ALLOWED = (
	"Clause {0} ({1}): a clause names placeholders, goes through {2} or {3} and asks conditions. "
	"It may not use {4}; take that out."
)
NOT_A_TEXT = "Clause {0} ({1}): {2} is a list. Go through it: {3}."
NOT_A_LIST = "Clause {0} ({1}): {2} is no list. Lists are: {3}."
TOO_DEEP = "Clause {0} ({1}): lists may stand in each other twice at most."
DISABLED = "The agreement template {0} is disabled. Choose another one or enable it."
NOT_A_DRAFT = "Clauses are inserted while the agreement is a draft; this one is in the state {0}."

MESSAGES = (
	UNKNOWN,
	NOT_READABLE,
	NOT_ALLOWED,
	NOT_A_TEXT,
	NOT_A_LIST,
	TOO_DEEP,
	DISABLED,
	NOT_A_DRAFT,
)

_BLANK_LINES = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"\s*[-–•]\s+")


@dataclass(frozen=True)
class Clause:
	"""A filled clause: its heading and its plain text."""

	heading: str
	text: str


def in_a_row(names: Iterable[str], last: str) -> str:
	"""Return names with commas, and `last` (the word "and") before the last one."""
	*before, end = [*names] or [""]
	return f"{', '.join(before)} {last} {end}" if before else end


def empty_ones(named: Iterable[str], values: Mapping[str, object]) -> tuple[str, ...]:
	"""Return which of the named placeholders have no value, each once, in their order."""
	return tuple(name for name in dict.fromkeys(named) if name in PLACEHOLDERS and not values.get(name))


def as_html(clauses: Iterable[Clause]) -> str:
	"""Return the clauses as numbered paragraphs of rich text. All their words are escaped."""
	return "".join(
		f"<h3>§ {number} {html.escape(clause.heading.strip())}</h3>{_paragraphs(clause.text)}"
		for number, clause in enumerate(clauses, start=1)
	)


def _paragraphs(text: str) -> str:
	blocks = [block for block in _BLANK_LINES.split(text.replace("\r\n", "\n").strip()) if block.strip()]
	return "".join(_block(block.splitlines()) for block in blocks)


def _block(lines: list[str]) -> str:
	"""A paragraph; lines that begin with a dash are a list, wherever they stand in it."""
	parts: list[tuple[bool, list[str]]] = []
	for line in filter(str.strip, lines):
		item = bool(_ITEM.match(line))
		words = html.escape(_ITEM.sub("", line, count=1).strip() if item else line.strip())
		if parts and parts[-1][0] == item:
			parts[-1][1].append(words)
		else:
			parts.append((item, [words]))
	return "".join(
		f"<ul>{''.join(f'<li>{word}</li>' for word in words)}</ul>" if item else f"<p>{' '.join(words)}</p>"
		for item, words in parts
	)
