"""Pages that a user opens all day: the sessions' list and the home workspace."""

import json
import re

import frappe
from frappe.desk import desktop
from frappe.desk.doctype.dashboard_chart.dashboard_chart import get as get_chart
from frappe.desk.doctype.dashboard_chart_source.dashboard_chart_source import get_config
from frappe.desk.doctype.number_card.number_card import get_result
from frappe.desk.query_report import run as run_report
from frappe.desk.reportview import get as report_view
from frappe.model.document import Document
from harness import Result, compare, counted_queries
from records import CONSULTANT, MANAGER, NIENBURG, ensure_records

COLUMNS = ("name", "creation", "modified", "owner", "modified_by", "docstatus", "subject", "status", "municipality")
CHUNK = 5_000


def session_list_page(*sizes: int) -> list[Result]:
	"""First list page for a manager of one municipality, at growing numbers of rows.

	For each size: the page's query against the bare SQL page; at the end the whole page of the largest size against
	that of the smallest, which shows that it stays flat.
	"""
	mandate = ensure_records()
	pages, results = [], []
	for size in sizes:
		query, page = _list_page(mandate, size)
		results.append(query)
		pages.append(page)
	first, last = pages[0], pages[-1]
	flat = Result(
		f"list page of {sizes[-1]:,} / of {sizes[0]:,} sessions",
		last.work_ms,
		first.work_ms,
		last.work_ms / first.work_ms,
		2.0,
		last.queries,
		first.queries,
		"whole request without HTTP",
	)
	return [*results, flat]


def _list_page(mandate: str, size: int) -> tuple[Result, Result]:
	_fill_sessions(mandate, size)
	fields = [f"`tabAdvisory Session`.`{column}`" for column in COLUMNS]
	bare = (
		f"select {', '.join(fields)} from `tabAdvisory Session`"
		f" where `municipality` = '{NIENBURG}' order by `modified` desc limit 20"
	)

	def page() -> object:
		frappe.local.form_dict = frappe._dict(
			doctype="Advisory Session",
			fields=json.dumps(fields),
			filters="[]",
			order_by="`tabAdvisory Session`.`modified` desc",
			start=0,
			page_length=20,
		)
		return report_view()

	def bare_page() -> object:
		return frappe.db.sql(bare)

	frappe.set_user(MANAGER)
	try:
		page()
		with counted_queries() as statements:
			page()
		[statement] = [text for text in statements if "from `tabAdvisory Session`" in text]
		query = compare(
			f"list query of {size:,} sessions / bare SQL",
			lambda: frappe.db.sql(statement),
			bare_page,
			rounds=60,
			goal=2.0,
		)
		return query, compare("page", page, bare_page, rounds=40)
	finally:
		frappe.set_user("Administrator")


def _fill_sessions(mandate: str, size: int) -> None:
	missing = size - frappe.db.count("Advisory Session")
	columns = (*COLUMNS, "mandate", "consultant", "session_date", "mode")
	start = frappe.db.count("Advisory Session")
	for first in range(start, start + missing, CHUNK):
		frappe.db.bulk_insert(
			"Advisory Session",
			columns,
			[_row(number, mandate) for number in range(first, min(first + CHUNK, start + missing))],
		)
		frappe.db.commit()
	if missing > 0:
		frappe.db.sql("analyze table `tabAdvisory Session`")


def _row(number: int, mandate: str) -> tuple:
	day = f"2016-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
	stamp = f"{day} {number % 24:02d}:{number % 60:02d}:{number // 60 % 60:02d}.{number % 1_000_000:06d}"
	town = NIENBURG if number % 10 == 0 else f"05{number % 1000:03d}000"
	person = "Administrator"
	own = (f"BENCH-{number}", stamp, stamp, person, person, 0, f"Termin {number}", "Planned", town)
	return (*own, mandate, CONSULTANT, day, "Online")


def home_workspace() -> Result:
	"""Opening the home workspace: page, number cards and charts; the baseline is its page alone."""
	ensure_records()
	page = json.dumps({"name": "Kooperation", "title": "Kooperation", "public": 1})
	frappe.set_user(MANAGER)
	try:
		with counted_queries() as queries:
			desktop.get_desktop_page(page)
		return compare(
			"home workspace with figures / page alone",
			lambda: _open_home(page),
			lambda: desktop.get_desktop_page(page),
			note=f"page alone {len(queries)} SQL",
		)
	finally:
		frappe.set_user("Administrator")


def _open_home(page: str) -> None:
	workspace = desktop.get_desktop_page(page)
	for card in workspace["number_cards"]["items"]:
		doc = frappe.get_doc("Number Card", card.number_card_name)
		if doc.type == "Document Type":
			get_result(doc.as_dict(), doc.filters_json)
	for chart in workspace["charts"]["items"]:
		_draw(frappe.get_doc("Dashboard Chart", chart.chart_name))


def _draw(chart: Document) -> None:
	# As the desk does: by the chart's own source, its report, or the platform's query.
	if chart.chart_type == "Custom":
		[method] = re.findall(r'method: "([\w.]+)"', get_config(chart.source))
		frappe.get_attr(method)()
	elif chart.chart_type == "Report":
		run_report(chart.report_name, filters=chart.filters_json)
	else:
		get_chart(chart_name=chart.name, filters=chart.filters_json, refresh=1)
