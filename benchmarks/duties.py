"""Reminders of duties at growing numbers of them, against the one SQL statement that they cannot do without."""

import datetime

import frappe
from harness import Result, compare, same_statements
from records import MANAGER, NIENBURG, ensure_records

from upj_kooperation.cooperation.duty_todos import PREFIX
from upj_kooperation.domain.digest import last_day
from upj_kooperation.stakeholder_relations import digests

AGREEMENT = "Cooperation Agreement"
TITLE = "Messvereinbarung"
CHUNK = 5_000
STAMP = "2016-01-01 00:00:00"
# So many people share the duties; so many days lie between the first and the last one.
PEOPLE, DAYS = 100, 1_000
BARE = (
	"select distinct `allocated_to` from `tabToDo` where `status` = 'Open' and `date` <= %s"
	" and `reference_type` = 'Cooperation Agreement'"
)
BARE_OF_ONE = (
	"select `name` from `tabToDo` where `status` = 'Open' and `date` <= %s and `allocated_to` = %s order by `date`"
)


def duty_reminders(*sizes: int) -> list[Result]:
	"""Who waits for a morning mail, and what stands in the manager's, with that many open duties; one in 33 is due.

	The last entry compares the numbers of SQL statements at the largest and the smallest size: they must be the same.
	"""
	ensure_records()
	agreement, today = _ensure_agreement(), datetime.date.today()
	until, results = last_day(today), []
	for size in sizes:
		_fill(agreement, size, today)
		results += [
			compare(
				f"who waits for a reminder, {size:,} duties / bare SQL",
				lambda: digests.waiting(today),
				lambda: frappe.db.sql(BARE, until),
				goal=2 if size >= 100_000 else None,
			),
			compare(
				f"duties of one person, {size:,} duties / bare SQL",
				lambda: digests.due_steps(MANAGER, until),
				lambda: frappe.db.sql(BARE_OF_ONE, (until, MANAGER)),
			),
		]
	statements = same_statements(f"SQL of the reminders, {sizes[-1]:,} / {sizes[0]:,}", results[0], results[-2])
	return [*results, statements]


def _ensure_agreement() -> str:
	name = frappe.db.get_value(AGREEMENT, {"agreement_title": TITLE})
	if not name:
		parties = [{"party_type": "Municipality", "signatory": "Erika Musterfrau"}]
		values = {"agreement_title": TITLE, "municipality": NIENBURG, "start_date": "2016-01-01", "parties": parties}
		name = frappe.get_doc({"doctype": AGREEMENT, **values}).insert().name
		frappe.db.commit()
	return name


def _fill(agreement: str, size: int, today: datetime.date) -> None:
	start = frappe.db.count("ToDo", {"reference_name": agreement})
	fields = ["name", "owner", "creation", "modified", "modified_by", "status", "priority", "date", "allocated_to"]
	fields += ["description", "reference_type", "reference_name"]
	for first in range(start, size, CHUNK):
		rows = [
			(
				f"{PREFIX}mess{number}",
				*("Administrator", STAMP, STAMP, "Administrator", "Open", "Medium"),
				today + datetime.timedelta(days=number % DAYS - 30),
				# One person, and then the next hundred days' duties for the next.
				MANAGER if number // DAYS % PEOPLE == 0 else f"person{number // DAYS % PEOPLE}@stadt.example",
				*(f"Pflicht {number}", AGREEMENT, agreement),
			)
			for number in range(first, min(first + CHUNK, size))
		]
		frappe.db.bulk_insert("ToDo", fields, rows)
		frappe.db.commit()
	if start < size:
		frappe.db.sql("analyze table `tabToDo`")
