"""The council paper as DOCX, with the content of its PDF, for a council office that works on with a word processor."""

import io
from typing import Any

import docx
import frappe
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.shared import Cm, Pt
from frappe import _
from frappe.model.document import Document
from frappe.translate import print_language
from frappe.utils import cstr, formatdate

from upj_kooperation.domain import council_paper as rules
from upj_kooperation.domain import rich_text
from upj_kooperation.domain.text import printable

STYLES = {
	rich_text.HEADING: "Heading 2",
	rich_text.PARAGRAPH: "Normal",
	rich_text.BULLET: "List Bullet",
	rich_text.NUMBERED: "List Number",
}


def paper_as_docx(paper: Document) -> bytes:
	"""Return the paper as DOCX in the site's language."""
	with print_language(frappe.db.get_default("lang") or frappe.local.lang):
		file = _new_file(paper)
		_head(file, paper)
		for title, html in ((_("Facts of the Case"), paper.body), (_("Open Questions"), paper.open_questions)):
			if not rules.is_blank(html):
				file.add_heading(title, 1)
				_rich_text(file, html)
		if paper.proposal:
			file.add_heading(_("Proposed Decision"), 1)
			file.add_paragraph(printable(paper.proposal))
		_meeting(file, paper)
		_annex(file, paper)
		content = io.BytesIO()
		file.save(content)
		return content.getvalue()


def _new_file(paper: Document) -> WordDocument:
	file = docx.Document()
	# python-docx brings a template with its own author and title.
	file.core_properties.author = _town(paper)
	file.core_properties.title = printable(paper.subject)
	file.core_properties.comments = ""
	section = file.sections[0]
	section.page_width, section.page_height = Cm(21), Cm(29.7)
	section.left_margin, section.right_margin = Cm(2.5), Cm(2)
	file.styles["Normal"].font.name = "Arial"
	file.styles["Normal"].font.size = Pt(10.5)
	return file


def _town(paper: Document) -> str:
	town = frappe.db.get_value("Municipality", paper.municipality, ["municipality_name", "company"], as_dict=True)
	return town.company or town.municipality_name


def _head(file: WordDocument, paper: Document) -> None:
	file.add_heading(printable(_town(paper)), 0)
	if (paper.workflow_state or rules.DRAFT) == rules.DRAFT:
		file.add_paragraph(_("Draft, not released"))
	before = frappe.db.get_value("Council Paper", paper.predecessor, "reference") if paper.predecessor else None
	area = paper.programme_area and frappe.db.get_value("Programme Area", paper.programme_area, "area_name")
	period = (
		_("{0} to {1}").format(formatdate(paper.period_start), formatdate(paper.period_end))
		if paper.period_start and paper.period_end
		else ""
	)
	meeting = ", ".join(filter(None, (paper.meeting_body, _day(paper.meeting_date))))
	rows = [
		(_("Paper Number"), paper.reference or "–"),
		(_("Kind of Paper"), _(paper.paper_type)),
		(_("Date of the Paper"), _day(paper.paper_date)),
		(_("Programme Area"), area),
		(_("Reporting Period"), period),
		(_("Follows the Paper"), paper.predecessor and (before or paper.predecessor)),
		(_("For the Meeting"), meeting),
		(_("Subject"), paper.subject),
	]
	_table(file, [row for row in rows if row[1]])


def _meeting(file: WordDocument, paper: Document) -> None:
	file.add_heading(_("Meeting and Result"), 1)
	_table(
		file,
		[
			(_("Committee or Council"), _("Meeting on"), _("Result of the Meeting")),
			(paper.meeting_body, _day(paper.meeting_date), paper.result),
		],
		"Table Grid",
	)


def _annex(file: WordDocument, paper: Document) -> None:
	if not paper.facts:
		return
	file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
	file.add_heading(_("Annex: Record of Facts"), 1)
	chapters: dict[str, list[tuple[Any, ...]]] = {}
	for row in paper.facts:
		chapters.setdefault(row.chapter, []).append((row.fact, row.figure))
	for chapter, rows in chapters.items():
		file.add_heading(printable(chapter), 2)
		_table(file, rows, "Table Grid")
	if paper.drafted_on:
		file.add_paragraph(_("Drafted from the records on {0}.").format(formatdate(paper.drafted_on)))


def _rich_text(file: WordDocument, html: str | None) -> None:
	for block in rich_text.blocks(html):
		paragraph = file.add_paragraph(style=STYLES[block.kind])
		for part in block.runs:
			run = paragraph.add_run(printable(part.text))
			run.bold, run.italic = part.bold or None, part.italic or None


def _table(file: WordDocument, rows: list[tuple[Any, ...]], style: str | None = None) -> None:
	table = file.add_table(rows=len(rows), cols=len(rows[0]), style=style)
	for row, values in zip(table.rows, rows, strict=True):
		for cell, value in zip(row.cells, values, strict=True):
			cell.text = printable(cstr(value))


def _day(value: Any) -> str:
	return formatdate(value) if value else ""
