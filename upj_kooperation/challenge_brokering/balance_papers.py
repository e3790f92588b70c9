"""The balance of a year on paper and as a workbook, with the figures of the report (F34)."""

import io
from typing import Any

import frappe
from frappe import _
from frappe.translate import print_language
from frappe.utils import getdate

from upj_kooperation.challenge_brokering import balance
from upj_kooperation.challenge_brokering.balance import AREA, FIELD, KIND, MONTH, PARTNER, REASON, Choice, Line
from upj_kooperation.challenge_brokering.report.balance_of_brokering import balance_of_brokering as report
from upj_kooperation.domain import brokering_balance as rules
from upj_kooperation.domain.brokering_balance import Figures
from upj_kooperation.domain.text import neutralised
from upj_kooperation.pdf import as_pdf

TEMPLATE = "upj_kooperation/templates/brokering/balance.html"
# So many groups of each kind stand on the page; the others are summed up, so that all stay on one page.
GROUPS_SHOWN = 6
EURO, HOURS = '#,##0.00 "€"', "#,##0.0"


def about(choice: Choice) -> str:
	"""Return whose balance it is: the group's name, the town's, or that of all that the user may see.

	Raises PermissionError where the user may not read the group or the town.
	"""
	for doctype, name, field in (
		("Challenge Group", choice.challenge_group, "group_name"),
		("Municipality", choice.municipality, "municipality_name"),
	):
		if name:
			doc = frappe.get_doc(doctype, name)
			doc.check_permission("read")
			return doc.get(field)
	return _("All Groups")


def as_print(choice: Choice) -> bytes:
	"""Return one A4 page for the council as PDF, in the site's language."""
	with print_language(frappe.db.get_default("lang") or frappe.local.lang):
		body = frappe.render_template(TEMPLATE, _facts(choice))
	return as_pdf(f'<html><head><meta charset="utf-8"></head><body class="print-format">{body}</body></html>')


def _facts(choice: Choice) -> dict[str, Any]:
	tables = []
	for group_by in (FIELD, AREA, PARTNER):
		lines, _whole = balance.table(choice, group_by)
		if shown := shortened([line for line in lines if line.now != Figures()]):
			tables.append({"title": _(group_by), "lines": shown, "with_requests": group_by != PARTNER})
	return {
		"about": about(choice),
		"year": choice.year,
		"whole": balance.total(choice),
		"tables": tables,
		"reasons": report.reasons_of,
		"today": getdate(),
	}


def shortened(lines: list[Line]) -> list[Line]:
	"""Return the first lines and one for all others together, so that the sum stays the same."""
	if len(lines) <= GROUPS_SHOWN + 1:
		return lines
	rest = lines[GROUPS_SHOWN:]
	together = (rules.together(getattr(line, name) for line in rest) for name in ("now", "before"))
	return [*lines[:GROUPS_SHOWN], Line("", _("{0} others").format(len(rest)), *together)]


def as_workbook(choice: Choice) -> bytes:
	"""Return a workbook with a sheet for each grouping of the report and one with each record."""
	from openpyxl import Workbook

	book = Workbook()
	book.remove(book.active)
	for group_by in (FIELD, AREA, PARTNER, KIND, MONTH, REASON):
		rows = report.get_data(choice, group_by, *balance.table(choice, group_by))
		_fill(book.create_sheet(_sheet(group_by)), report.get_columns(group_by, choice.year), rows)
	each = report.each_record(choice, None)
	_fill(book.create_sheet(_sheet(report.EACH)), report.get_columns(report.EACH, choice.year), each)
	made = io.BytesIO()
	book.save(made)
	return made.getvalue()


def _sheet(title: str) -> str:
	# What Excel takes as the name of a sheet: 31 characters, none of these.
	return "".join(character for character in _(title) if character not in r"[]:*?/\\")[:31]


def _fill(sheet: Any, columns: list[dict], rows: list[dict]) -> None:
	from openpyxl.styles import Font
	from openpyxl.utils import get_column_letter

	bold = Font(bold=True)
	sheet.append([column["label"] for column in columns])
	for row in rows:
		sheet.append([neutralised(row.get(column["fieldname"])) for column in columns])
		if row.get("bold"):
			for cell in sheet[sheet.max_row]:
				cell.font = bold
	for cell in sheet[1]:
		cell.font = bold
	formats = {"Currency": EURO, "Float": HOURS, "Date": "DD.MM.YYYY"}
	for index, column in enumerate(columns, start=1):
		sheet.column_dimensions[get_column_letter(index)].width = column["width"] / 7
		for (cell,) in sheet.iter_rows(min_row=2, min_col=index, max_col=index):
			cell.number_format = formats.get(column["fieldtype"], cell.number_format)
	sheet.freeze_panes = "B2"
