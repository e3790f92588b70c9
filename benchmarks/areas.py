"""The gap view at growing numbers of stakeholders, against the one SQL statement that it cannot do without."""

import frappe
from harness import Result, compare, same_statements
from records import MANAGER, NIENBURG, ensure_records

from upj_kooperation.api.areas import gap_view

AREA = "Messgebiet"
THEMES = ("Soziales", "Kultur")
CHUNK = 5_000
STAMP = "2016-01-01 00:00:00"
BARE = (
	"select `f`.`field_of_action`, count(distinct `s`.`name`), max(`s`.`stage_since`)"
	" from `tabStakeholder Area` `a` join `tabStakeholder` `s` on `s`.`name` = `a`.`parent`"
	" join `tabStakeholder Field` `f` on `f`.`parent` = `s`.`name`"
	" where `a`.`programme_area` = %s and `s`.`engagement_stage` != 'Ended' group by `f`.`field_of_action`"
)


def gap_views(*sizes: int) -> list[Result]:
	"""The gap view for a manager of the town, with that many stakeholders in the area, each with two fields of action.

	The last entry compares the numbers of SQL statements at the largest and the smallest size: they must be the same.
	"""
	ensure_records()
	area = _ensure_area()
	results = []
	for size in sizes:
		_fill(area, size)
		frappe.set_user(MANAGER)
		try:
			results.append(
				compare(
					f"gap view of {size:,} stakeholders / bare SQL",
					lambda: gap_view(area),
					lambda: frappe.db.sql(BARE, area),
					rounds=15 if size > 10_000 else 60,
					# Where there is little to count, the other statements and the rights weigh more.
					goal=1.5 if size >= 100_000 else None,
				)
			)
		finally:
			frappe.set_user("Administrator")
	statements = same_statements(f"SQL of the gap view, {sizes[-1]:,} / {sizes[0]:,}", results[0], results[-1])
	return [*results, statements]


def _ensure_area() -> str:
	name = frappe.db.get_value("Programme Area", {"area_name": AREA})
	if not name:
		values = {"area_name": AREA, "municipality": NIENBURG, "status": "Active", "start_date": "2015-01-01"}
		name = frappe.get_doc({"doctype": "Programme Area", **values}).insert().name
		frappe.db.commit()
	return name


def _fill(area: str, size: int) -> None:
	start = frappe.db.count("Stakeholder Area", {"programme_area": area})
	for first in range(start, size, CHUNK):
		numbers = range(first, min(first + CHUNK, size))
		frappe.db.bulk_insert("Stakeholder", *_stakeholders(numbers))
		frappe.db.bulk_insert("Stakeholder Area", *_rows("Stakeholder Area", "programme_areas", numbers, [area]))
		frappe.db.bulk_insert("Stakeholder Field", *_rows("Stakeholder Field", "fields_of_action", numbers, THEMES))
		frappe.db.commit()
	if start < size:
		for table in ("Stakeholder", "Stakeholder Area", "Stakeholder Field"):
			frappe.db.sql(f"analyze table `tab{table}`")


def _stakeholders(numbers: range) -> tuple[list[str], list[tuple]]:
	columns = ["name", "creation", "modified", "owner", "modified_by", "docstatus", "stakeholder_name"]
	columns += ["actor_type", "municipality", "engagement_stage", "stage_since"]
	own = (STAMP, STAMP, "Administrator", "Administrator", 0)
	rows = [
		(
			f"MESS-{number}",
			*own,
			f"Messung {number}",
			"Company",
			NIENBURG,
			"Contacted",
			f"2016-{number % 12 + 1:02d}-01",
		)
		for number in numbers
	]
	return columns, rows


def _rows(
	table: str, field: str, numbers: range, targets: list[str] | tuple[str, ...]
) -> tuple[list[str], list[tuple]]:
	link = "programme_area" if table == "Stakeholder Area" else "field_of_action"
	columns = ["name", "creation", "modified", "owner", "modified_by", "docstatus", "idx"]
	columns += ["parent", "parenttype", "parentfield", link]
	own = (STAMP, STAMP, "Administrator", "Administrator", 0)
	rows = [
		(f"{table[12:]}-{number}-{place}", *own, place, f"MESS-{number}", "Stakeholder", field, target)
		for number in numbers
		for place, target in enumerate(targets, start=1)
	]
	return columns, rows
