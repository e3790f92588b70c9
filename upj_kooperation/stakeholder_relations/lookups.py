"""What several controllers of this module ask the database or the calendar for."""

import datetime
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, getdate
from pypika import Case

from upj_kooperation.domain.working_days import Calendar, calendar_of


def as_date(value: str | datetime.date | None) -> datetime.date | None:
	"""Return a field's value as a date; empty stays None (Frappe's getdate makes it today)."""
	return getdate(value) if value else None


def working_calendar(municipality: str | None) -> Calendar:
	"""Return which days are free in a municipality (key); without one only weekends are. Kept in the cache."""
	if not municipality:
		return Calendar()
	assumption_day, corpus_christi = frappe.get_cached_value(
		"Municipality", municipality, ("observes_assumption_day", "observes_corpus_christi")
	) or (0, 0)
	return calendar_of(municipality, assumption_day=bool(assumption_day), corpus_christi=bool(corpus_christi))


def refuse_foreign_areas(municipality: str, areas: Iterable[str]) -> None:
	"""Raise ValidationError where a programme area belongs to another municipality. No query without areas."""
	names = sorted(filter(None, set(areas)))
	if not names:
		return
	foreign = frappe.get_all(
		"Programme Area",
		filters={"name": ["in", names], "municipality": ["!=", municipality]},
		pluck="area_name",
		order_by="name asc",
	)
	if foreign:
		frappe.throw(
			_(
				"These programme areas belong to another municipality: {0}. Choose areas of the same municipality."
			).format(escape_html(", ".join(foreign))),
			title=_("Please Correct"),
		)


def set_each(doctype: str, field: str, values: dict[str, Any]) -> None:
	"""Write one field of several records in one statement for every 200 of them. values: record name to value."""
	table = frappe.qb.DocType(doctype)
	names = list(values)
	for start in range(0, len(names), 200):
		part = names[start : start + 200]
		case = Case()
		for name in part:
			case = case.when(table.name == name, values[name])
		frappe.qb.update(table).set(table[field], case.else_(table[field])).where(table.name.isin(part)).run()
		for name in part:
			frappe.clear_document_cache(doctype, name)
