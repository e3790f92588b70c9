"""Gives council papers their numbers: each once, none left out, also when two are released at one moment (F42)."""

from itertools import islice

import frappe

from upj_kooperation.domain import council_paper, paper_number
from upj_kooperation.domain.paper_number import Range
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse

RANGE = "Paper Number Range"
FIELDS = ["name", "pattern", "legislative_period", "year", "last_number", "meeting_body"]
# So many numbers in a row may have been typed by hand before the range is taken to be used up.
LOOK_AHEAD = 1_000


def next_number(municipality: str, body: str, year: int) -> tuple[str, str] | None:
	"""Count one paper: return the range and the reference; None where the municipality has set up no range.

	Locks the range until the transaction ends: a second release waits, and one that is undone gives its number back.
	"""
	chosen = paper_number.choose_range(_ranges(municipality), body, year)
	if not chosen:
		return None
	# A locking read: the snapshot of this transaction may be older than the last release.
	chosen = _plain(frappe.db.get_value(RANGE, chosen.name, FIELDS, as_dict=True, for_update=True))
	candidates = list(islice(paper_number.following(chosen), LOOK_AHEAD))
	found = paper_number.next_free(candidates, _taken(municipality, [reference for _number, reference in candidates]))
	if not found:
		refuse(Problem(paper_number.FULL, (chosen.pattern,)))
	number, reference = found
	following = chosen.reference(min(number + 1, paper_number.MAX_NUMBER))
	frappe.db.set_value(RANGE, chosen.name, {"last_number": number, "next_reference": following}, update_modified=False)
	return chosen.name, reference


def _ranges(municipality: str) -> list[Range]:
	rows = frappe.get_all(RANGE, filters={"municipality": municipality}, fields=FIELDS, order_by="name asc")
	return [_plain(row) for row in rows]


def _plain(row: frappe._dict) -> Range:
	return Range(
		name=row.name,
		pattern=row.pattern,
		period=row.legislative_period or "",
		year=row.year or 0,
		last_number=row.last_number or 0,
		body=row.meeting_body or "",
	)


def _taken(municipality: str, references: list[str]) -> set[str]:
	keys = {council_paper.reference_key(municipality, reference): reference for reference in references}
	rows = frappe.get_all(
		"Council Paper", filters={"reference_key": ["in", list(keys)]}, pluck="reference_key", order_by="name asc"
	)
	return {keys[key] for key in rows}
