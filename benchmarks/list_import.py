"""Import of a town's list against plain inserts of the same rows with the same checks."""

import csv
import io
import time
from collections.abc import Callable

import frappe
from harness import Result, compare
from records import NIENBURG, ensure_records, word

from upj_kooperation.domain.list_rows import Entry
from upj_kooperation.stakeholder_relations import first_contact
from upj_kooperation.stakeholder_relations.list_import import import_plan, stakeholder_values
from upj_kooperation.stakeholder_relations.list_plan import make_plan

HEADINGS = ("Name", "Art", "Straße", "PLZ", "Ort", "Ansprechpartner", "E-Mail", "Thema", "Bemerkung")
KINDS = ("Unternehmen", "Verein", "Stiftung", "Schule")


def stakeholder_import(rows: int = 200, whole: int = 10_000) -> list[Result]:
	"""A list of `rows` rows, dry run and import, against `Document.insert` of the same records, contacts and addresses.

	Without phone numbers: ERPNext commits for each one of a new Contact. Goal: a third of the time. Then a list of
	`whole` rows in one go; its ratio is the time for each row against the small list's. Everything is rolled back.
	"""
	ensure_records()
	lists = iter(range(1, 1_000_000))

	def work() -> None:
		_undone(lambda: import_plan(make_plan(_list(next(lists), rows), NIENBURG, True)))

	def plain() -> None:
		entries = make_plan(_list(next(lists), rows), NIENBURG, True).entries
		_undone(lambda: [_insert(entry) for entry in entries])

	try:
		small = compare(
			f"import of {rows} rows / plain inserts", work, plain, rounds=5, goal=1 / 3, note="dry run and writing"
		)
		start = time.perf_counter()
		_undone(lambda: import_plan(make_plan(_list(0, whole), NIENBURG, True)))
		whole_ms = (time.perf_counter() - start) * 1000
	finally:
		frappe.db.rollback()
	each, each_small = whole_ms / whole, small.work_ms / rows
	speed = f"{1000 / each:.0f} rows a second; plain inserts {1000 * rows / small.baseline_ms:.0f}"
	return [
		small,
		Result(f"a row of {whole:,} / of {rows}, import", each, each_small, each / each_small, 3.0, 0, 0, speed),
	]


def _undone(call: Callable[[], object]) -> None:
	frappe.db.savepoint("measured")
	call()
	frappe.db.rollback(save_point="measured")


def _insert(entry: Entry) -> None:
	doc = frappe.get_doc(stakeholder_values(entry, NIENBURG, None))
	doc.insert()
	first_contact.enter(entry, doc.name)


def _list(which: int, rows: int) -> bytes:
	out = io.StringIO()
	writer = csv.writer(out, delimiter=";")
	writer.writerow(HEADINGS)
	for number in range(which * rows, (which + 1) * rows):
		first = word(number)
		writer.writerow(
			[
				f"{first} {word(number * 7)} (erfunden)",
				KINDS[number % 4],
				f"Weg {number}",
				"31582",
				"Nienburg",
				f"Erika {first}",
				f"post@{first.lower()}{number}.example",
				"Soziales",
				"Notiz",
			]
		)
	return out.getvalue().encode()
