"""Council papers: drafting a status report from the records (F42)."""

import datetime
from collections import Counter

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.translate import print_language
from frappe.utils import getdate, now_datetime

from upj_kooperation.council_affairs import wording
from upj_kooperation.council_affairs.printing import paper_as_pdf
from upj_kooperation.council_affairs.records import read_records
from upj_kooperation.domain import council_paper as rules
from upj_kooperation.domain.status_report import Report, draft
from upj_kooperation.domain.status_report_rows import (
	Span,
)
from upj_kooperation.domain.values import Problem, check_value
from upj_kooperation.refusals import refuse, refuse_all


@frappe.whitelist(methods=["POST"])
def draft_status_report(
	municipality: str,
	programme_area: str,
	period_start: str | datetime.date,
	period_end: str | datetime.date,
	subject: str,
	project_call: str | None = None,
	predecessor: str | None = None,
) -> str:
	"""Draft a status report on a programme area from the records of a period; return the new paper's name.

	Each call makes a new paper, so a clerk's edits are never overwritten. The report says what the drafting user may
	see. It is worded in the site's language. Raises ValidationError for a crossed period, a foreign area or a foreign
	predecessor, and PermissionError where the user may not draft papers for the municipality.
	"""
	frappe.has_permission("Council Paper", "create", throw=True)
	period = _period(period_start, period_end)
	area = frappe.get_doc("Programme Area", programme_area)
	area.check_permission("read")
	if area.municipality != municipality:
		refuse(Problem(rules.FOREIGN_AREA, (programme_area,)))
	report = draft(read_records(municipality, programme_area, period, getdate(), project_call or None))
	paper = frappe.get_doc(
		{
			"doctype": "Council Paper",
			"subject": subject,
			"paper_type": rules.STATUS_REPORT,
			"municipality": municipality,
			"programme_area": programme_area,
			"project_call": project_call or None,
			"predecessor": predecessor or None,
			"paper_date": getdate(),
			"period_start": period.start,
			"period_end": period.end,
		}
	)
	with print_language(frappe.db.get_default("lang") or frappe.local.lang):
		_write(paper, report)
	paper.record(drafted_on=now_datetime()).insert()
	return paper.name


@frappe.whitelist(methods=["GET", "POST"])
def papers_by_state() -> dict:
	"""Return a chart of how many papers the user may see in each state, in the order of the procedure."""
	papers = frappe.get_list("Council Paper", pluck="workflow_state", order_by="creation asc", limit_page_length=0)
	counted = Counter(papers)
	return {
		"labels": [_(state) for state in rules.STATES],
		"datasets": [{"name": _("Council Papers"), "values": [counted[state] for state in rules.STATES]}],
	}


@frappe.whitelist(methods=["GET"])
def print_paper(paper: str) -> None:
	"""Answer with the paper as PDF. Raises PermissionError where the user may not print it."""
	doc = frappe.get_doc("Council Paper", paper)
	doc.check_permission("print")
	frappe.local.response.filename = f"{rules.file_name(doc.reference or doc.name)}.pdf"
	frappe.local.response.filecontent = paper_as_pdf(doc.name)
	frappe.local.response.type = "pdf"


def _write(paper: Document, report: Report) -> None:
	paper.body = wording.body(report, _predecessor(paper.predecessor))
	paper.open_questions = wording.questions(report.questions)
	for fact in report.facts:
		row = paper.append(
			"facts",
			{"chapter": _(fact.chapter), "fact": wording.fact_text(fact), "figure": wording.fact_figure(fact)},
		)
		paper.record_row(row, source_doctype=fact.source_doctype, source_name=fact.source_name)


def _predecessor(name: str | None) -> dict | None:
	if not name:
		return None
	rows = frappe.get_list(
		"Council Paper",
		fields=["reference", "subject", "meeting_date"],
		filters={"name": name},
		order_by="creation asc",
	)
	return {**rows[0], "reference": rows[0].reference or name} if rows else None


def _period(start: str | datetime.date, end: str | datetime.date) -> Span:
	for label, value in ((_("Reporting Period from"), start), (_("Reporting Period until"), end)):
		problem = check_value("Date", value)
		if problem or not value:
			message = _(problem.message).format(*problem.values) if problem else _("Enter the day.")
			frappe.throw(_("{0}: {1}").format(label, message), title=_("Please Correct"))
	refuse_all(rules.check_period(getdate(start), getdate(end)))
	return Span(getdate(start), getdate(end))
