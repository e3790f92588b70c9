"""What forms, boards and calendars do with cooperation projects (F18)."""

import datetime

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from frappe.translate import print_language
from frappe.utils import cint, getdate
from pypika import Case

from upj_kooperation import permissions
from upj_kooperation.cooperation import milestone_tasks, project_days
from upj_kooperation.domain import cooperation_project as rules
from upj_kooperation.domain.values import Problem, check_value
from upj_kooperation.pdf import as_pdf
from upj_kooperation.refusals import in_words, refuse

PROJECT = "Cooperation Project"
MANAGER = "Cooperation Manager"


@frappe.whitelist(methods=["POST"])
def abandon_project(cooperation_project: str, reason: str) -> str:
	"""Give a project up and keep why. Returns the new state.

	Raises ValidationError in words: no reason, or a state from which no project is given up.
	"""
	doc = permissions.locked(PROJECT, cooperation_project, MANAGER)
	doc.end_reason = reason
	# One save for the reason and the step; Frappe checks the transition in it as it does for the action.
	doc.workflow_state = rules.ABANDONED
	doc.save()
	doc.add_comment("Workflow", _(rules.ABANDONED))
	return doc.workflow_state


@frappe.whitelist(methods=["POST"])
def mirror_milestones(cooperation_project: str) -> int:
	"""Give each milestone a task in the project in ERPNext and bring those that are there in line.

	Returns how many tasks are new. Raises ValidationError in words without a project in ERPNext, PermissionError
	without ERPNext's role.
	"""
	doc = permissions.locked(PROJECT, cooperation_project, MANAGER)
	refuse(None if doc.project else Problem(rules.NO_BOOKS))
	if not frappe.has_permission("Task", "create"):
		frappe.throw(
			_("You may not create tasks in ERPNext. Ask for a role that may, for example {0}.").format(
				_("Projects User")
			),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)
	return milestone_tasks.mirror(doc)


@frappe.whitelist(methods=["GET"])
def calendar_events(
	start: str | datetime.date, end: str | datetime.date, filters: str | list | None = None
) -> list[dict]:
	"""Return projects and milestones of a span of days for Frappe's calendar, within the fence. Two queries.

	filters: those of the list. Each: {name, project, project_title, start_date, end_date, all_day, kind}; `name` names
	the project and, behind a bar, the milestone.
	"""
	return project_days.events(getdate(start), getdate(end), frappe.parse_json(filters) or [])


@frappe.whitelist(methods=["POST"])
def move_event(args: str | dict) -> None:
	"""Move a project or a milestone that was dragged in the calendar, through the rules of every save.

	args: what Frappe's calendar sends: {name: the event, start_date, end_date: day or moment}.
	"""
	moved = frappe.parse_json(args)
	if not isinstance(moved, dict) or not isinstance(moved.get("name"), str) or not moved.get("start_date"):
		frappe.throw(_("The calendar did not say what was moved where. Reload it."))
	name, _bar, row = moved["name"].partition("|")
	doc = permissions.locked(PROJECT, name, MANAGER)
	start = _day(moved["start_date"])
	project_days.move(doc, row, start, _day(moved["end_date"]) if moved.get("end_date") else start)


@frappe.whitelist(methods=["GET"])
def print_project(cooperation_project: str) -> None:
	"""Answer with the project's page as PDF. Raises PermissionError where the user may not print it."""
	doc = frappe.get_doc(PROJECT, cooperation_project)
	doc.check_permission("print")
	frappe.local.response.filename = f"{doc.name}.pdf"
	with print_language(frappe.db.get_default("lang") or frappe.local.lang):
		frappe.local.response.filecontent = as_pdf(frappe.get_print(PROJECT, doc.name, print_format="Project Page"))
	frappe.local.response.type = "pdf"


@frappe.whitelist(methods=["GET", "POST"])
def success_over_time() -> dict:
	"""Return a chart of the success indicators: the shares of Yes over time, without abandoned projects."""
	project, indicator = frappe.qb.DocType(PROJECT), frappe.qb.DocType("Success Indicator")
	answers = (indicator.is_concrete, indicator.partner_benefit, indicator.own_competences)
	counted = permissions.fenced(
		frappe.qb.from_(project)
		.join(indicator)
		.on((indicator.parent == project.name) & (indicator.parenttype == PROJECT))
		.select(
			indicator.point,
			Count("*"),
			*[Sum(Case().when(answer == rules.YES, 1).else_(0)) for answer in answers],
		)
		.where(project.workflow_state != rules.ABANDONED)
		.groupby(indicator.point),
		PROJECT,
	).run()
	shares = rules.shares_of_yes((point, number, tuple(cint(one) for one in yes)) for point, number, *yes in counted)
	return {
		"labels": [_(point) for point in rules.POINTS],
		"datasets": [
			{"name": _(question), "values": values} for question, values in zip(rules.QUESTIONS, shares, strict=True)
		],
	}


def _day(value: str | datetime.date) -> datetime.date:
	problem = check_value("Datetime", value) and check_value("Date", value)
	if problem:
		frappe.throw(_("{0}: {1}").format(_("Day"), in_words(problem)), title=_("Please Correct"))
	return getdate(value)
