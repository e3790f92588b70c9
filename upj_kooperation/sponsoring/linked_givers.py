"""Who counts as one giver: read from the relationships whose type says so (F25)."""

from collections.abc import Iterable

import frappe

from upj_kooperation.domain.giver_group import Tie, linked
from upj_kooperation.domain.periods import Period
from upj_kooperation.stakeholder_relations.lookups import as_date

ORGANISATION, PERSON = "Stakeholder", "Contact"


def ties_of(municipalities: Iterable[str], *, lock: bool = False) -> list[Tie]:
	"""Return the relationships of these towns whose sides count as one giver. Two queries, whatever their number.

	lock: read what others have just written, and let nobody add or change one until the transaction ends.
	"""
	kinds = frappe.get_all("Relationship Type", filters={"one_giver": 1}, pluck="name", order_by="name asc")
	if not kinds:
		return []
	rows = frappe.db.get_values(
		"Stakeholder Relationship",
		{"relationship_type": ["in", kinds], "municipality": ["in", sorted(set(municipalities))]},
		["from_stakeholder", "person", "to_stakeholder", "from_date", "to_date"],
		order_by="name asc",
		for_update=lock,
	)
	return [
		Tie(
			(ORGANISATION, first) if first else (PERSON, person),
			(ORGANISATION, other),
			Period(as_date(start), as_date(end)),
		)
		for first, person, other, start, end in rows
	]


def givers_linked_with(giver: str, ties: Iterable[Tie], period: Period | None = None) -> set[str]:
	"""Return the stakeholders that count as one giver with `giver`, and `giver`; see `linked` for `period`."""
	return {name for doctype, name in linked((ORGANISATION, giver), ties, period) if doctype == ORGANISATION}


def everybody_with(givers: set[str], *, lock: bool = False) -> set[str]:
	"""Return these givers with everybody who ever counted or will count as one with them. Three queries."""
	towns = frappe.get_all(
		ORGANISATION, filters={"name": ["in", sorted(givers)]}, pluck="municipality", order_by="name asc"
	)
	ties = ties_of(towns, lock=lock) if towns else []
	return givers.union(*(givers_linked_with(giver, ties) for giver in givers))
