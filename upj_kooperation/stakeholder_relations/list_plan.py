"""The dry run of a list: every row read, checked and compared with what is there; nothing is written (F1)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _

from upj_kooperation.domain import duplicates as rules
from upj_kooperation.domain import list_columns as columns
from upj_kooperation.domain import list_messages as say
from upj_kooperation.domain.list_cells import as_text
from upj_kooperation.domain.list_rows import Entry, Finding, read_row
from upj_kooperation.domain.values import Problem
from upj_kooperation.permissions import fenced
from upj_kooperation.refusals import in_words
from upj_kooperation.stakeholder_relations.duplicates import register_of
from upj_kooperation.stakeholder_relations.list_files import read_list

CHUNK = 500
# A key that so many share tells nothing; the other keys of the row still find its double.
COMMON = 60
COMPARED = 30

Progress = Callable[[int, int], None]


@dataclass
class Plan:
	"""What an import would do.

	entries: rows that can go in, in the order of the list; known: rows that an earlier import brought; findings: what
	is to be said, by row; total: rows with any content.
	"""

	municipality: str
	entries: list[Entry] = field(default_factory=list)
	findings: list[Finding] = field(default_factory=list)
	known: int = 0
	total: int = 0
	themes: set[str] = field(default_factory=set)

	@property
	def blocked(self) -> set[int]:
		"""The lines that cannot go in."""
		return {finding.line for finding in self.findings if finding.blocking}

	@property
	def may_go(self) -> bool:
		"""Say whether the whole list can go in."""
		return not self.blocked


def make_plan(
	content: bytes, municipality: str, accept_duplicates: bool = False, progress: Progress | None = None
) -> Plan:
	"""Return what importing a file for a municipality would do. Raises UnreadableList, or PermissionError in words.

	accept_duplicates: rows that look like a stakeholder that is there go in and are named. The number of queries grows
	with chunks of rows, never with each row.
	"""
	require_rights(municipality)
	headings, rows = read_list(content)
	plan = Plan(municipality, total=len(rows))
	plan.findings += [
		Finding(headings.line, name, Problem(columns.UNKNOWN_COLUMN, (name,)), False) for name in headings.unknown
	]
	names = {column: heading for column, (_position, heading) in headings.found.items()}
	title = frappe.get_cached_value("Municipality", municipality, "municipality_name")
	entries: dict[str, Entry] = {}
	for index, (line, row) in enumerate(rows, start=1):
		cells = {
			column: text
			for column, (position, _heading) in headings.found.items()
			if position < len(row) and (text := as_text(row[position], column))
		}
		entry, findings = read_row(line, cells, names)
		plan.findings += findings
		town = cells.get(columns.MUNICIPALITY)
		if town and town.zfill(8) != municipality and town.casefold() != title.casefold():
			finding = Finding(line, names[columns.MUNICIPALITY], Problem(say.OTHER_TOWN, (town, title)))
			plan.findings.append(finding)
			entry = None
		if entry and (first := entries.get(entry.key(municipality))):
			plan.findings.append(Finding(line, names[columns.NAME], Problem(say.SAME_ROW, (str(first.line),))))
		elif entry:
			entries[entry.key(municipality)] = entry
		if progress and index % CHUNK == 0:
			progress(index, len(rows))
	known = _known_keys(list(entries))
	plan.known = len(known)
	plan.entries = [entry for key, entry in entries.items() if key not in known]
	_check_themes(plan, names.get(columns.THEME, ""))
	_check_duplicates(plan, names[columns.NAME], accept_duplicates)
	blocked = plan.blocked
	plan.entries = [entry for entry in plan.entries if entry.line not in blocked]
	plan.findings.sort(key=lambda finding: (finding.line, not finding.blocking))
	return plan


def require_rights(municipality: str) -> None:
	"""Raise PermissionError in words unless the user may enter stakeholders, contacts and addresses there."""
	draft = frappe.get_doc({"doctype": "Stakeholder", "municipality": municipality})
	if not municipality or not frappe.db.exists("Municipality", municipality) or not draft.has_permission("create"):
		frappe.throw(
			_("You may not enter stakeholders of the municipality {0}.").format(municipality),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)
	for doctype in ("Contact", "Address"):
		frappe.has_permission(doctype, "create", throw=True)


def described(findings: Sequence[Finding]) -> list[dict[str, Any]]:
	"""Return findings in words, for a table: [{row, column, message, blocking}]. The messages are safe as HTML."""
	return [
		{
			"row": finding.line,
			"column": finding.column,
			"message": in_words(finding.problem),
			"blocking": finding.blocking,
		}
		for finding in findings
	]


def known_of(entry: Entry, municipality: str) -> rules.Known:
	"""Return what is compared of a row with other stakeholders."""
	return rules.Known(
		"",
		entry.name,
		municipality,
		register_of(None, entry.register, entry.court),
		frozenset(filter(None, map(rules.domain_of, (entry.website, *entry.mails)))),
	)


def chunks(items: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
	"""Yield the items in parts of `size`."""
	for start in range(0, len(items), size):
		yield items[start : start + size]


def _known_keys(keys: list[str]) -> set[str]:
	return {
		key
		for part in chunks(keys)
		for key in frappe.get_all(
			"Stakeholder", filters={"import_key": ["in", part]}, pluck="import_key", order_by="import_key asc"
		)
	}


def _check_themes(plan: Plan, column: str) -> None:
	wanted = {theme for entry in plan.entries for theme in entry.themes}
	if not wanted:
		return
	rows = frappe.get_all("Field of Action", fields=["name", "enabled"], order_by="name asc")
	known = {row.name.casefold(): row for row in rows}
	may_create = frappe.has_permission("Field of Action", "create")
	said: set[str] = set()
	for entry in plan.entries:
		for theme in entry.themes:
			row = known.get(theme.casefold())
			if row and not row.enabled:
				plan.findings.append(Finding(entry.line, column, Problem(say.THEME_DISABLED, (theme,))))
			elif not row and not may_create:
				plan.findings.append(Finding(entry.line, column, Problem(say.MAY_NOT_CREATE_THEME, (theme,))))
			elif not row and theme.casefold() not in said:
				said.add(theme.casefold())
				plan.findings.append(Finding(entry.line, column, Problem(say.NEW_THEME, (theme,)), False))


def _check_duplicates(plan: Plan, column: str, accept: bool) -> None:
	known = {entry.line: known_of(entry, plan.municipality) for entry in plan.entries}
	keys = {line: rules.keys_of(one.title, one.register, one.domains) for line, one in known.items()}
	wanted = sorted({key for row in keys.values() for key in row})
	there = _stored(plan.municipality, wanted)
	index: dict[str, list[rules.Known]] = defaultdict(list)
	for other, stored_keys in there:
		for key in stored_keys:
			index[key].append(other)
	for entry in plan.entries:
		one = known[entry.line]
		found = _first_alike(one, keys[entry.line], index)
		if found:
			other, why = found
			words = ", ".join(in_words(reason) for reason in why)
			if other.name.startswith("row "):
				problem = Problem(say.LIKE_ROW, (other.name.removeprefix("row "), words))
				plan.findings.append(Finding(entry.line, column, problem, False))
			else:
				problem = Problem(say.IS_THERE, (other.name, other.title, words))
				plan.findings.append(Finding(entry.line, column, problem, not accept))
		for key in keys[entry.line]:
			index[key].append(one._replace(name=f"row {entry.line}"))


def _first_alike(
	one: rules.Known, keys: dict[str, int], index: dict[str, list[rules.Known]]
) -> tuple[rules.Known, list[Problem]] | None:
	scores: Counter[str] = Counter()
	others: dict[str, rules.Known] = {}
	for key, weight in keys.items():
		holders = index.get(key, [])
		if weight == rules.WEAK and len(holders) > COMMON:
			continue
		for other in holders:
			scores[other.name] += weight
			others[other.name] = other
	for name, _score in scores.most_common(COMPARED):
		if why := rules.reasons(one, others[name]):
			return others[name], why
	return None


def _stored(municipality: str, keys: list[str]) -> list[tuple[rules.Known, set[str]]]:
	"""Return the municipality's stakeholders, within the fence, that share a key with a row, with these keys."""
	key, stakeholder = frappe.qb.DocType("Stakeholder Key"), frappe.qb.DocType("Stakeholder")
	found: dict[str, set[str]] = defaultdict(set)
	facts: dict[str, tuple] = {}
	for part in chunks(keys):
		query = (
			frappe.qb.from_(key)
			.join(stakeholder)
			.on(stakeholder.name == key.stakeholder)
			.select(
				key.search_key,
				stakeholder.name,
				stakeholder.stakeholder_name,
				stakeholder.register_type,
				stakeholder.register_number,
				stakeholder.register_court,
			)
			.where(key.search_key.isin(list(part)) & (key.municipality == municipality))
		)
		for text, name, *rest in fenced(query, "Stakeholder").run():
			found[name].add(text)
			facts[name] = tuple(rest)
	return [
		(
			rules.Known(
				name,
				facts[name][0],
				municipality,
				register_of(*facts[name][1:]),
				frozenset(text[1:] for text in texts if text.startswith("d")),
			),
			texts,
		)
		for name, texts in found.items()
	]
