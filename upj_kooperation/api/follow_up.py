"""Follow-up plans on stakeholders, and the steps that are due: preview, start, pause, stop, done, postponed (F3)."""

import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from upj_kooperation.domain import follow_up as rules
from upj_kooperation.domain.working_days import day_off
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations import follow_ups
from upj_kooperation.stakeholder_relations.due_steps import due_steps
from upj_kooperation.stakeholder_relations.lookups import working_calendar


@frappe.whitelist(methods=["GET"])
def preview_plan(stakeholder: str, plan: str, start_date: str | datetime.date | None = None) -> list[dict]:
	"""Return the steps that a plan would take: [{task, due_date, assigned_to, full_name}]. Nothing is written."""
	doc = _stakeholder(stakeholder, "write")
	plan_doc = frappe.get_doc("Follow-up Plan", plan)
	plan_doc.check_permission("read")
	start = getdate(start_date)
	refuse(rules.check_start(plan_doc.name, bool(plan_doc.enabled), doc.engagement_stage, start, getdate()))
	steps = follow_ups.planned_steps(plan_doc, doc, start)
	return _with_names(
		[{key: step[key] for key in ("task", "due_date", "assigned_to", "assign_to")} for step in steps], "assigned_to"
	)


@frappe.whitelist(methods=["POST"])
def start_plan(stakeholder: str, plan: str, start_date: str | datetime.date | None = None) -> str:
	"""Start a plan on a stakeholder: its to-dos are created. Returns the name of the Follow-up Run.

	Raises UniqueValidationError where the plan runs on the stakeholder already.
	"""
	values = {"doctype": "Follow-up Run", "stakeholder": stakeholder, "plan": plan}
	return frappe.get_doc({**values, "start_date": start_date or getdate()}).insert().name


@frappe.whitelist(methods=["POST"])
def pause_run(run: str) -> str:
	"""Take a run's open to-dos out of the lists until it goes on. Returns the new status."""
	return _change(run, rules.PAUSED)


@frappe.whitelist(methods=["POST"])
def resume_run(run: str) -> str:
	"""Let a paused run go on: its steps are due later by as many days as it paused. Returns the new status."""
	return _change(run, rules.RUNNING)


@frappe.whitelist(methods=["POST"])
def stop_run(run: str, reason: str) -> str:
	"""End a run; what is not done is dropped, with the reason in each to-do. Returns the new status."""
	return _change(run, rules.STOPPED, reason)


@frappe.whitelist(methods=["GET"])
def runs_of(stakeholder: str) -> list[dict]:
	"""Return the follow-ups of a stakeholder with their steps, active ones first. Two queries for any number.

	Each: {name, plan, status, start_date, end_reason, steps: [{task, due_date, assigned_to, full_name, status, todo}]}.
	"""
	frappe.get_doc("Stakeholder", stakeholder).check_permission("read")
	runs = frappe.get_list(
		"Follow-up Run",
		filters={"stakeholder": stakeholder},
		fields=["name", "plan", "status", "start_date", "end_reason", "ended_on"],
		order_by="creation desc",
		limit=0,
	)
	rows = frappe.get_all(
		"Follow-up Run Step",
		filters={"parent": ["in", [run.name for run in runs]], "parenttype": "Follow-up Run"},
		fields=["parent", "task", "due_date", "assigned_to", "status", "todo"],
		order_by="parent asc, idx asc",
	)
	_with_names(rows, "assigned_to")
	for run in runs:
		run["steps"] = [row for row in rows if row.parent == run.name]
	return sorted(runs, key=lambda run: run.status not in rules.ACTIVE)


@frappe.whitelist(methods=["POST"])
def complete_step(
	stakeholder: str,
	todo: str | None = None,
	next_step: str | None = None,
	next_step_date: str | datetime.date | None = None,
) -> None:
	"""Mark a step as done: the to-do of a plan, or without one the stakeholder's own next step.

	The own next step is noted in the timeline; another one can take its place in the same step.
	"""
	if todo:
		follow_ups.change_todo(_todo_of(stakeholder, todo), status="Closed")
		return
	doc = frappe.get_doc("Stakeholder", stakeholder, for_update=True)
	doc.check_permission("write")
	if not doc.next_step:
		frappe.throw(_("There is no next step any more. Reload the list."))
	done = doc.next_step
	doc.update({"next_step": next_step, "next_step_date": next_step_date}).save()
	doc.add_comment("Info", _("Done: {0}").format(escape_html(done)))


@frappe.whitelist(methods=["POST"])
def postpone_step(stakeholder: str, day: str | datetime.date, todo: str | None = None) -> dict:
	"""Move a step to today or a later day: the to-do of a plan, or without one the stakeholder's own next step.

	Returns {day, day_off}: day_off names the weekend or public holiday that the chosen day is, for a hint.
	"""
	day = getdate(day)
	refuse(rules.check_postponement(day, getdate()))
	if todo:
		follow_ups.change_todo(_todo_of(stakeholder, todo), date=day)
		municipality = frappe.db.get_value("Stakeholder", stakeholder, "municipality")
	else:
		doc = frappe.get_doc("Stakeholder", stakeholder, for_update=True)
		doc.check_permission("write")
		municipality = doc.update({"next_step_date": day}).save().municipality
	return {"day": day, "day_off": day_off(day, working_calendar(municipality))}


@frappe.whitelist(methods=["GET"])
def calendar_steps(
	start: str | datetime.date, end: str | datetime.date, filters: str | list | None = None
) -> list[dict]:
	"""Return the steps of a span of days for Frappe's calendar, within the fence. Three queries at most.

	filters: those of the list. Each: {event, name, title, start, end, all_day, plan}; `event` names stakeholder and
	to-do.
	"""
	rows = due_steps(getdate(end), getdate(start), frappe.parse_json(filters) or [])
	return [
		{
			"event": f"{row.stakeholder}|{row.todo or ''}",
			"name": row.stakeholder,
			"title": f"{row.stakeholder_name}: {row.step}",
			"start": row.day,
			"end": row.day,
			"all_day": 1,
			"plan": row.plan,
		}
		for row in rows
	]


@frappe.whitelist(methods=["POST"])
def move_step(args: str | dict) -> dict:
	"""Move a step that was dragged in the calendar, through the same rules as `postpone_step`.

	args: what Frappe's calendar sends: {name: the event, start: day or moment}.
	"""
	moved = frappe.parse_json(args)
	if not isinstance(moved, dict) or not isinstance(moved.get("name"), str) or not moved.get("start"):
		frappe.throw(_("The calendar did not say what was moved where. Reload it."))
	stakeholder, _bar, todo = moved["name"].partition("|")
	return postpone_step(stakeholder, getdate(moved["start"]), todo or None)


def _change(name: str, status: str, reason: str | None = None) -> str:
	run = frappe.get_doc("Follow-up Run", name)
	run.check_permission("write")
	# Everybody who changes steps locks the stakeholder first, so that two never wait for each other.
	follow_ups.read_stakeholder(run.stakeholder, lock=True)
	run = frappe.get_doc("Follow-up Run", name, for_update=True)
	refuse(rules.check_status(run.status, status, reason))
	if status == rules.STOPPED:
		follow_ups.end_runs([run.name], run.stakeholder, reason.strip())
	elif status == rules.PAUSED:
		follow_ups.pause_run(run)
	else:
		follow_ups.resume_run(run)
	return status


def _stakeholder(name: str, right: str) -> frappe._dict:
	frappe.get_doc("Stakeholder", name).check_permission(right)
	return follow_ups.read_stakeholder(name)


def _todo_of(stakeholder: str, name: str) -> Document:
	"""Return the open to-do of a stakeholder, for its assignee or who may change the stakeholder."""
	doc = frappe.get_doc("Stakeholder", stakeholder, for_update=True)
	doc.check_permission("read")
	todo = frappe.get_doc("ToDo", name, for_update=True)
	if (todo.reference_type, todo.reference_name) != ("Stakeholder", stakeholder):
		frappe.throw(_("This to-do does not belong to the stakeholder."), frappe.PermissionError)
	if todo.allocated_to != frappe.session.user:
		doc.check_permission("write")
	if todo.status != "Open":
		frappe.throw(_("This step is done already or no longer to be done. Reload the list."))
	return todo


def _with_names(rows: list[dict], field: str) -> list[dict]:
	"""Add the full name of the user in `field` to each row, with one query."""
	users = sorted({row[field] for row in rows if row[field]})
	names = dict(
		frappe.get_all(
			"User", filters={"name": ["in", users]}, fields=["name", "full_name"], order_by="name asc", as_list=True
		)
	)
	for row in rows:
		row["full_name"] = names.get(row[field]) or row[field]
	return rows
