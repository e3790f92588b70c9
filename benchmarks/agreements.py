"""Agreements at growing numbers of duties: the list page and the daily looks for work, against SQL."""

import json

import frappe
from frappe.desk.reportview import get as report_view
from harness import Result, compare, same_statements
from records import MANAGER, NIENBURG, ensure_records

from upj_kooperation.cooperation.partner_mails import due_agreements as with_mails_to_send
from upj_kooperation.cooperation.reminders import due_agreements

AGREEMENT, DUTY, PARTY, ACCESS = "Cooperation Agreement", "Agreement Duty", "Agreement Party", "Partner Access"
DUTIES_EACH = 10
# So many partners share the agreements; of each tenth a contact wants to be told of duties.
PARTNERS, TOLD = 1_000, 10
BAKERY = "Backstube Abendrot (erfunden)"
CHUNK = 1_000
COLUMNS = ("name", "creation", "modified", "owner", "modified_by", "docstatus", "agreement_title", "municipality")
STATE = ("workflow_state", "start_date", "end_date", "renewal", "remind_on")
LIST = f"select `name` from `tab{AGREEMENT}` where `municipality` = %s order by `modified` desc limit 20"
DUE = f"select `name` from `tab{AGREEMENT}` where `workflow_state` = 'In Force' and `remind_on` <= %s"
OPEN = f"select count(*) from `tab{DUTY}` where `fulfilled_on` is null and `due_date` <= %s"


def agreements(*sizes: int) -> list[Result]:
	"""List page and daily looks, with that many duties in agreements of ten duties each; a tenth are the manager's.

	The last entries compare the statements at the largest and the smallest size: they must be the same.
	"""
	ensure_records()
	_ensure_accesses()
	today = frappe.utils.today()
	pages, looks, partners = [], [], []
	for size in sizes:
		_fill(size)
		frappe.set_user(MANAGER)
		try:
			pages.append(
				compare(
					f"list page of agreements with {size:,} duties / bare SQL",
					_list_page,
					lambda: frappe.db.sql(LIST, NIENBURG),
					rounds=30,
				)
			)
		finally:
			frappe.set_user("Administrator")
		looks.append(
			compare(
				f"agreements to remind of, {size:,} duties / SQL",
				due_agreements,
				lambda: frappe.db.sql(DUE, today),
				rounds=30,
			)
		)
		partners.append(
			compare(
				f"partners to be told, {size:,} duties / SQL",
				with_mails_to_send,
				lambda: frappe.db.sql(OPEN, today),
				rounds=30,
			)
		)
	first, last = pages[0], pages[-1]
	name = f"list page of agreements, {sizes[-1]:,} / {sizes[0]:,}"
	flat = Result(name, last.work_ms, first.work_ms, last.work_ms / first.work_ms, 2.0, last.queries, first.queries)
	same = [
		same_statements(f"SQL of {what}, {sizes[-1]:,} / {sizes[0]:,}", entries[0], entries[-1])
		for what, entries in (("agreements' list", pages), ("notice reminders", looks), ("mails to partners", partners))
	]
	return [*pages, *looks, *partners, flat, *same]


def _list_page() -> object:
	fields = [f"`tab{AGREEMENT}`.`{column}`" for column in (*COLUMNS, "workflow_state", "end_date", "renewal")]
	frappe.local.form_dict = frappe._dict(
		doctype=AGREEMENT,
		fields=json.dumps(fields),
		filters="[]",
		order_by=f"`tab{AGREEMENT}`.`modified` desc",
		start=0,
		page_length=20,
	)
	return report_view()


def _fill(size: int) -> None:
	start = frappe.db.count(AGREEMENT)
	for first in range(start, size // DUTIES_EACH, CHUNK):
		numbers = range(first, min(first + CHUNK, size // DUTIES_EACH))
		frappe.db.bulk_insert(AGREEMENT, (*COLUMNS, *STATE), [_agreement(number) for number in numbers])
		frappe.db.bulk_insert(
			DUTY,
			("name", "idx", "parent", "parenttype", "parentfield", "party_name", "duty", "due_date"),
			[_duty(number, place) for number in numbers for place in range(DUTIES_EACH)],
		)
		frappe.db.bulk_insert(
			PARTY,
			("name", "idx", "parent", "parenttype", "parentfield", "party_type", "stakeholder", "party_name"),
			[_party(number) for number in numbers],
		)
		frappe.db.commit()
	if start < size // DUTIES_EACH:
		for table in (AGREEMENT, DUTY, PARTY):
			frappe.db.sql(f"analyze table `tab{table}`")


def _ensure_accesses() -> None:
	if frappe.db.exists(ACCESS, "MESS-0"):
		return
	fields = ("name", "creation", "modified", "stakeholder", "municipality", "status", "duty_mails")
	stamp = "2016-01-01 00:00:00"
	rows = [(f"MESS-{n}", stamp, stamp, f"MESS-{n}", NIENBURG, "Active", 1) for n in range(0, PARTNERS, TOLD)]
	frappe.db.bulk_insert(ACCESS, fields, rows)
	frappe.db.commit()


def _agreement(number: int) -> tuple:
	stamp = f"2016-{number % 12 + 1:02d}-{number % 28 + 1:02d} {number % 24:02d}:00:00.{number:06d}"
	person = "Administrator"
	town = NIENBURG if number % 10 == 0 else f"05{number % 1000:03d}000"
	own = (f"MESS-{number}", stamp, stamp, person, person, 1, f"Messung {number}", town)
	return (*own, "In Force", "2016-01-01", "2098-12-31", "Automatic", f"209{number % 9}-01-15")


def _duty(number: int, place: int) -> tuple:
	parent = f"MESS-{number}"
	day = f"2016-{place + 1:02d}-01"
	return (f"{parent}-{place}", place + 1, parent, AGREEMENT, "duties", BAKERY, f"Pflicht {place}", day)


def _party(number: int) -> tuple:
	parent = f"MESS-{number}"
	return (f"{parent}-p", 1, parent, AGREEMENT, "parties", "Stakeholder", f"MESS-{number % PARTNERS}", BAKERY)
