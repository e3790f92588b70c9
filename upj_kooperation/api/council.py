"""Council papers: drafted from the records, printed, counted (F42)."""

import datetime
from collections import Counter

import frappe
from frappe import _
from frappe.utils import getdate

from upj_kooperation.council_affairs import drafting
from upj_kooperation.council_affairs.docx_file import paper_as_docx
from upj_kooperation.council_affairs.printing import paper_as_pdf
from upj_kooperation.council_affairs.records import Scope
from upj_kooperation.domain import council_paper as rules
from upj_kooperation.domain.status_report_rows import Span
from upj_kooperation.domain.values import check_value
from upj_kooperation.refusals import refuse_all


@frappe.whitelist(methods=["POST"])
def draft_status_report(
	municipality: str,
	programme_area: str | None = None,
	period_start: str | datetime.date | None = None,
	period_end: str | datetime.date | None = None,
	subject: str | None = None,
	project_call: str | None = None,
	predecessor: str | None = None,
	cooperation_project: str | None = None,
) -> str:
	"""Draft a status report on a programme area, a project or a call; return the new paper's name.

	Each call makes a new paper, so a clerk's edits are never overwritten. The report says what the drafting user may
	see. It is worded in the site's language. Without a first day it tells of what happened since the last paper on the
	same subject, and follows that one. Raises ValidationError for a crossed period, a foreign subject or a foreign
	predecessor, and PermissionError where the user may not draft papers for the municipality.
	"""
	frappe.has_permission("Council Paper", "create", throw=True)
	scope = Scope(municipality, programme_area or None, project_call or None, cooperation_project or None)
	drafting.check_scope(scope)
	if not period_start and (last := drafting.last_paper(scope)):
		period_start, predecessor = last["period_start"], predecessor or last["name"]
	period = _period(period_start, period_end)
	return drafting.draft_report(scope, period, subject, predecessor or None)


@frappe.whitelist(methods=["GET"])
def last_paper(
	municipality: str,
	programme_area: str | None = None,
	project_call: str | None = None,
	cooperation_project: str | None = None,
) -> dict:
	"""Return the latest status report on the same subject and the first day that it does not tell of.

	Empty where there is none, or where nothing is chosen yet. Raises PermissionError for a foreign municipality.
	"""
	frappe.get_doc("Municipality", municipality).check_permission("read")
	scope = Scope(municipality, programme_area or None, project_call or None, cooperation_project or None)
	return drafting.last_paper(scope) if scope.subject[1] else {}


@frappe.whitelist(methods=["POST"])
def draft_decision_paper(reference_doctype: str, reference_name: str) -> str:
	"""Draft the paper by which the council decides on an agreement or a gift, and enter it there; return its name.

	Of two users at once the first one drafts and the second one is told. Raises ValidationError in words: another kind
	of record, a decision that was taken, a paper that is there already.
	"""
	frappe.has_permission("Council Paper", "create", throw=True)
	return drafting.draft_decision(reference_doctype, reference_name)


@frappe.whitelist(methods=["GET"])
def changes_since_draft(paper: str) -> list[dict]:
	"""Return which facts of the records are no longer as they were when the paper was drafted: then and now.

	Reads only; the text of the paper stays as the clerk left it.
	"""
	doc = frappe.get_doc("Council Paper", paper)
	doc.check_permission("read")
	return [
		{
			"kind": change.kind,
			"fact": line.fact,
			"then": change.then.figure if change.then else None,
			"now": change.now.figure if change.now else None,
			"fact_now": change.now.fact if change.now else None,
			"source_doctype": line.source_doctype,
			"source_name": line.source_name,
		}
		for change in drafting.changes(doc)
		for line in [change.then or change.now]
	]


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


@frappe.whitelist(methods=["GET"])
def download_docx(paper: str) -> None:
	"""Answer with the paper as DOCX. Raises PermissionError where the user may not print it."""
	doc = frappe.get_doc("Council Paper", paper)
	doc.check_permission("print")
	frappe.local.response.filename = f"{rules.file_name(doc.reference or doc.name)}.docx"
	frappe.local.response.filecontent = paper_as_docx(doc)
	frappe.local.response.type = "download"


def _period(start: str | datetime.date | None, end: str | datetime.date | None) -> Span:
	for label, value in ((_("Reporting Period from"), start), (_("Reporting Period until"), end)):
		problem = check_value("Date", value)
		if problem or not value:
			message = _(problem.message).format(*problem.values) if problem else _("Enter the day.")
			frappe.throw(_("{0}: {1}").format(label, message), title=_("Please Correct"))
	refuse_all(rules.check_period(getdate(start), getdate(end)))
	return Span(getdate(start), getdate(end))
