"""Reads the relationships of one organisation or person in its own wording, within the user's fence."""

from typing import Literal

import frappe
from frappe.utils import getdate

from upj_kooperation.domain import relationship as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.stakeholder_relations.lookups import as_date

NAMES = {"Stakeholder": ("stakeholder_name", "actor_type"), "Contact": ("full_name",)}


def seen_from(doctype: Literal["Stakeholder", "Contact"], name: str) -> list[dict]:
	"""Return the relationships of a stakeholder or person, those that hold today first.

	Each: {name, wording, other_doctype, other, other_name, actor_type, from_date, to_date, strength, current}. The
	caller checks that the user may read the record. The number of queries does not depend on the records.
	"""
	sides = ("person",) if doctype == "Contact" else ("from_stakeholder", "to_stakeholder")
	rows = frappe.get_list(
		"Stakeholder Relationship",
		or_filters=dict.fromkeys(sides, name),
		fields=[
			"name",
			"from_stakeholder",
			"person",
			"to_stakeholder",
			"relationship_type",
			"from_date",
			"to_date",
			"strength",
		],
		order_by="from_date desc, name asc",
		limit=0,
	)
	others = {row.name: _other(row, name) for row in rows}
	known = {kind: names_of(kind, {key for of, key in others.values() if of == kind}) for kind in NAMES}
	kinds = _by_name("Relationship Type", {row.relationship_type for row in rows}, ["name", "label_from", "label_to"])
	today = getdate()
	found = [
		{
			"name": row.name,
			"wording": rules.wording(row.to_stakeholder != name, kind.label_from, kind.label_to),
			"other_doctype": other_doctype,
			"other": other,
			"other_name": other_name,
			"actor_type": actor_type,
			"from_date": row.from_date,
			"to_date": row.to_date,
			"strength": row.strength,
			"current": Period(as_date(row.from_date), as_date(row.to_date)).contains(today),
		}
		for row in rows
		for other_doctype, other in [others[row.name]]
		for other_name, actor_type in [known[other_doctype][other]]
		for kind in [kinds[row.relationship_type]]
	]
	return sorted(found, key=lambda row: not row["current"])


def names_of(doctype: str, names: set[str]) -> dict[str, tuple[str, str]]:
	"""Return name and actor type of stakeholders or persons; no query without any."""
	if not names:
		return {}
	title, *more = NAMES[doctype]
	rows = _by_name(doctype, names, ["name", title, *more])
	return {key: (row[title] or key, row.get("actor_type") or rules.PERSON) for key, row in rows.items()}


def _other(row: frappe._dict, name: str) -> tuple[str, str]:
	if row.to_stakeholder != name:
		return "Stakeholder", row.to_stakeholder
	return ("Contact", row.person) if row.person else ("Stakeholder", row.from_stakeholder)


def _by_name(doctype: str, names: set[str], fields: list[str]) -> dict[str, frappe._dict]:
	rows = frappe.get_all(doctype, filters={"name": ["in", sorted(names)]}, fields=fields, order_by="name asc")
	return {row.name: row for row in rows}
