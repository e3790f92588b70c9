"""Reports over many records: a status report against its bare rows, the balance of the brokering against bare sums."""

import datetime
import functools
from collections.abc import Callable

import frappe
from harness import Result, compare, same_statements
from records import MANAGER, NIENBURG, ensure_records

from upj_kooperation.challenge_brokering.report.balance_of_brokering import balance_of_brokering
from upj_kooperation.council_affairs import wording
from upj_kooperation.council_affairs.records import Scope, read_records
from upj_kooperation.domain.status_report import draft
from upj_kooperation.domain.status_report_rows import Span

AREA = "Messgebiet Bericht"
# So many partners share the matches, and so many fields of action.
PARTNERS, FIELDS = 500, 8
BARE_BALANCE = (
	"select r.field_of_action, count(*) from `tabSupport Request` r where r.municipality = %s"
	" and r.received_on >= '2016-01-01' and r.received_on < '2018-01-01' group by 1",
	"select {key}, count(*) from `tabPartner Match` m join `tabSupport Request` r on r.name = m.request"
	" where m.municipality = %s and m.confirmed_on >= '2016-01-01' and m.confirmed_on < '2018-01-01' group by 1",
	"select {key}, count(*), sum(m.hours), sum(m.value) from `tabPartner Match` m"
	" join `tabSupport Request` r on r.name = m.request where m.municipality = %s"
	" and m.carried_out_on >= '2016-01-01' and m.carried_out_on < '2018-01-01' group by 1",
	"select {key}, m.failure_kind, count(*) from `tabPartner Match` m"
	" join `tabSupport Request` r on r.name = m.request where m.municipality = %s"
	" and m.failed_on >= '2016-01-01' and m.failed_on < '2018-01-01' group by 1, 2",
)
CHUNK = 5_000
PREFIX = "REPORT-"
STAMP = "2016-01-01 00:00:00"
PERIOD = Span(datetime.date(2016, 1, 1), datetime.date(2016, 12, 31))
META = ["name", "creation", "modified", "owner", "modified_by"]


def status_reports(*sizes: tuple[int, int]) -> list[Result]:
	"""The draft of a report for a manager, facts and text, with so many sessions and projects in the area; not saved.

	The baseline reads the rows of both by bare SQL. The last entry compares the numbers of SQL statements at the
	largest and the smallest size: they must be the same.
	"""
	mandate = ensure_records()
	area = _ensure_area()
	scope = Scope(NIENBURG, area)
	results = []
	for sessions, projects in sizes:
		_fill(area, mandate, sessions, projects)

		def report() -> object:
			drafted = draft(read_records(scope, PERIOD, PERIOD.end))
			return wording.lines(drafted.facts), wording.body(drafted)

		def bare() -> object:
			return [
				frappe.db.sql(
					f"select * from `tab{doctype}` where municipality = %s and programme_area = %s",
					(NIENBURG, area),
					as_dict=True,
				)
				for doctype in ("Advisory Session", "Cooperation Project")
			]

		frappe.set_user(MANAGER)
		try:
			name = f"report, {sessions:,} sessions, {projects:,} projects / rows"
			results.append(compare(name, report, bare, rounds=5, goal=5 if sessions >= 10_000 else None))
		finally:
			frappe.set_user("Administrator")
	(few, _), (many, _) = sizes[0], sizes[-1]
	return [*results, same_statements(f"SQL of the status report, {many:,} / {few:,}", results[0], results[-1])]


def balances(*sizes: int) -> list[Result]:
	"""The balance of two years by field and by partner for a manager, with so many requests and matches in them.

	The baseline counts and sums the same records in bare SQL. The last entry compares the numbers of SQL
	statements at the largest and the smallest size: they must be the same.
	"""
	ensure_records()
	results = []
	for size in sizes:
		_fill_matches(size)

		frappe.set_user(MANAGER)
		try:
			for group_by, key in (("Field of Action", "r.field_of_action"), ("Partner", "m.stakeholder")):
				filters = {"year": 2017, "group_by": group_by, "municipality": NIENBURG}
				name = f"balance by {group_by.lower()}, {size:,} matches / bare SQL"
				goal = 4 if size >= 100_000 else None
				work = functools.partial(balance_of_brokering.execute, filters)
				bare = functools.partial(_bare_balance, key)
				results.append(compare(name, work, bare, rounds=5, goal=goal))
		finally:
			frappe.set_user("Administrator")
	return [*results, same_statements(f"SQL of the balance, {sizes[-1]:,} / {sizes[0]:,}", results[0], results[-2])]


def _bare_balance(key: str) -> None:
	for statement in BARE_BALANCE:
		frappe.db.sql(statement.format(key=key), NIENBURG)


def _fill_matches(size: int) -> None:
	def day(number: int, later: int = 0) -> datetime.date:
		return datetime.date(2016, 1, 1) + datetime.timedelta(days=number % 600 + later)

	def match(number: int) -> tuple:
		given, failed = number % 3 == 0, number % 7 == 1
		state = "Failed" if failed else "Closed" if given else "Confirmed"
		partner = f"STK-MESS{number % PARTNERS:07}"
		return (
			*(NIENBURG, f"{PREFIX}{number}", partner, f"Betrieb {number % PARTNERS}", state),
			None if failed else day(number, number % 60),
			day(number, 100) if given and not failed else None,
			day(number, 20) if failed else None,
			*("Partner Declined" if failed else None, number % 9, number % 500),
		)

	_insert(
		"Support Request",
		[*META, "municipality", "request_title", "organisation_name", "received_on", "field_of_action"],
		size,
		lambda number: (NIENBURG, "Anfrage", "Verein (erfunden)", day(number), f"Feld {number % FIELDS}"),
	)
	columns = ["municipality", "request", "stakeholder", "partner_name", "workflow_state", "confirmed_on"]
	columns += ["carried_out_on", "failed_on", "failure_kind", "hours", "value"]
	_insert("Partner Match", [*META, *columns], size, match)
	for doctype in ("Support Request", "Partner Match"):
		frappe.db.sql(f"analyze table `tab{doctype}`")


def _ensure_area() -> str:
	name = frappe.db.get_value("Programme Area", {"area_name": AREA})
	if not name:
		values = {"area_name": AREA, "municipality": NIENBURG, "status": "Active", "start_date": "2015-01-01"}
		name = frappe.get_doc({"doctype": "Programme Area", **values}).insert().name
		frappe.db.commit()
	return name


def _fill(area: str, mandate: str, sessions: int, projects: int) -> None:
	session_fields = [*META, "mandate", "municipality", "programme_area", "subject", "status", "session_date", "hours"]
	project_fields = [*META, "municipality", "programme_area", "project_title", "workflow_state", "start_date"]
	milestone_fields = [*META, "parent", "parenttype", "parentfield", "idx", "milestone", "due_date", "reached_on"]
	session = (mandate, NIENBURG, area, "Termin", "Held", "2016-06-14", 2)
	project = (NIENBURG, area, "Projekt", "Running", "2016-02-01")
	_insert("Advisory Session", session_fields, sessions, lambda _number: session)
	_insert("Cooperation Project", project_fields, projects, lambda _number: project)
	_insert(
		"Project Milestone",
		milestone_fields,
		3 * projects,
		lambda number: (
			f"{PREFIX}{number // 3}",
			*("Cooperation Project", "milestones", number % 3 + 1, "Etappe"),
			*("2016-06-01", "2016-06-01" if number % 3 else None),
		),
	)


def _insert(doctype: str, fields: list[str], size: int, values: Callable[[int], tuple]) -> None:
	start = frappe.db.count(doctype, {"name": ["like", f"{PREFIX}%"]})
	for first in range(start, size, CHUNK):
		rows = [
			(f"{PREFIX}{number}", STAMP, STAMP, "Administrator", "Administrator", *values(number))
			for number in range(first, min(first + CHUNK, size))
		]
		frappe.db.bulk_insert(doctype, fields, rows)
	frappe.db.commit()
