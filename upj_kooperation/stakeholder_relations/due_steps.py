"""Steps that are due, behind the fence: stakeholders' own next steps and steps of running follow-up plans (F3)."""

import datetime

import frappe

from upj_kooperation.domain.follow_up import OPEN, RUNNING
from upj_kooperation.domain.stakeholder import ENDED

STAKEHOLDER_FIELDS = ["name", "stakeholder_name", "engagement_stage", "municipality"]


def due_steps(
	until: datetime.date,
	since: datetime.date | None = None,
	filters: list[list] | None = None,
	responsible: str | None = None,
) -> list[frappe._dict]:
	"""Return the steps from `since` to `until` that the user may see, the earliest first. Three queries at most.

	filters: conditions on the stakeholder; responsible: only steps of this user. Each row: {stakeholder,
	stakeholder_name, engagement_stage, municipality, responsible, step, day, plan, todo}; a stakeholder's own next step
	has neither plan nor to-do.
	"""
	rows = [
		*_next_steps(until, since, filters or [], responsible),
		*_plan_steps(until, since, filters or [], responsible),
	]
	return sorted(rows, key=lambda row: (row.day, row.stakeholder, row.step))


def _next_steps(
	until: datetime.date, since: datetime.date | None, filters: list[list], responsible: str | None
) -> list[frappe._dict]:
	conditions = [
		*filters,
		["Stakeholder", "engagement_stage", "!=", ENDED],
		# Frappe counts an empty date as the earliest one.
		["Stakeholder", "next_step_date", "is", "set"],
		["Stakeholder", "next_step_date", "<=", until],
	]
	if since:
		conditions.append(["Stakeholder", "next_step_date", ">=", since])
	if responsible:
		conditions.append(["Stakeholder", "relationship_manager", "=", responsible])
	rows = frappe.get_list(
		"Stakeholder",
		filters=conditions,
		fields=[*STAKEHOLDER_FIELDS, "relationship_manager", "next_step", "next_step_date"],
		order_by="next_step_date asc, name asc",
		limit=0,
	)
	return [_row(row, row.relationship_manager, row.next_step, row.next_step_date, None, None) for row in rows]


def _plan_steps(
	until: datetime.date, since: datetime.date | None, filters: list[list], responsible: str | None
) -> list[frappe._dict]:
	if not frappe.has_permission("Follow-up Run", "read"):
		return []
	conditions = [
		["Follow-up Run", "status", "=", RUNNING],
		["Follow-up Run Step", "status", "=", OPEN],
		["Follow-up Run Step", "due_date", "<=", until],
	]
	if since:
		conditions.append(["Follow-up Run Step", "due_date", ">=", since])
	if responsible:
		conditions.append(["Follow-up Run Step", "assigned_to", "=", responsible])
	steps = frappe.get_list(
		"Follow-up Run",
		filters=conditions,
		fields=["stakeholder", "plan", "steps.task", "steps.due_date", "steps.assigned_to", "steps.todo"],
		order_by="`tabFollow-up Run`.`name` asc",
		limit=0,
	)
	if not steps:
		return []
	names = sorted({step.stakeholder for step in steps})
	stakeholders = {
		row.name: row
		for row in frappe.get_list(
			"Stakeholder",
			filters=[*filters, ["Stakeholder", "name", "in", names]],
			fields=STAKEHOLDER_FIELDS,
			order_by="name asc",
			limit=0,
		)
	}
	return [
		_row(stakeholders[step.stakeholder], step.assigned_to, step.task, step.due_date, step.plan, step.todo)
		for step in steps
		if step.stakeholder in stakeholders
	]


def _row(
	stakeholder: frappe._dict,
	responsible: str | None,
	step: str,
	day: datetime.date,
	plan: str | None,
	todo: str | None,
) -> frappe._dict:
	return frappe._dict(
		stakeholder=stakeholder.name,
		stakeholder_name=stakeholder.stakeholder_name,
		engagement_stage=stakeholder.engagement_stage,
		municipality=stakeholder.municipality,
		responsible=responsible,
		step=step,
		day=day,
		plan=plan,
		todo=todo,
	)
