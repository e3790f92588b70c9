"""What follow-up plans do to stakeholders and to-dos: start, hand over, pause, end (F3).

All of it is set-based: no query in a loop.
"""

import datetime
from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import cint, escape_html, getdate, strip_html

from upj_kooperation import permissions
from upj_kooperation.domain import follow_up as rules
from upj_kooperation.domain.stakeholder import NEEDS_REASON
from upj_kooperation.stakeholder_relations.lookups import as_date, set_each, working_calendar

RUN, ROW = "Follow-up Run", "Follow-up Run Step"
AUTOMATIC_PLANS = "upj_automatic_plans"
STAKEHOLDER_FIELDS = ("name", "stakeholder_name", "municipality", "engagement_stage", "relationship_manager")


def read_stakeholder(name: str, *, lock: bool = False) -> frappe._dict:
	"""Return what plans ask of a stakeholder, on request with its row locked."""
	found = frappe.db.get_value("Stakeholder", name, STAKEHOLDER_FIELDS, as_dict=True, for_update=lock)
	return found or frappe.throw(_("Choose the stakeholder."), frappe.MandatoryError)


def planned_steps(plan: Document, stakeholder: frappe._dict, start: datetime.date) -> list[dict]:
	"""Return the steps that a plan would take on a stakeholder, the earliest first.

	Each: {task, due_date, assigned_to, assign_to, skip_free_days, instructions}. The number of queries is constant.
	"""
	steps = plan.rule_steps()
	people = people_for(steps, stakeholder)
	days = rules.due_days(steps, start, working_calendar(stakeholder.municipality))
	planned = [
		{
			"task": row.task,
			"due_date": day,
			"assigned_to": rules.person_for(step, people),
			"instructions": row.instructions,
			"assign_to": step.assign_to,
			"skip_free_days": int(step.skip_free_days),
		}
		for row, step, day in zip(plan.steps, steps, days, strict=True)
	]
	return sorted(planned, key=lambda step: step["due_date"])


def people_for(steps: Iterable[rules.Step], stakeholder: frappe._dict) -> rules.People:
	"""Return who can take these steps: enabled users of the desk who may see the stakeholder."""
	steps = list(steps)
	named = {step.user for step in steps if step.user}
	roles = {step.role for step in steps if step.role}
	persons = named | {stakeholder.relationship_manager} - {None, ""}
	doc = frappe._dict(stakeholder, doctype="Stakeholder")
	able = {
		user
		for user in _enabled(persons)
		if frappe.has_permission("Stakeholder", "read", user=user) and permissions.in_scope(doc, user)
	}
	manager = stakeholder.relationship_manager
	return rules.People(
		manager=manager if manager in able else None,
		starter=frappe.session.user,
		able=frozenset(able),
		by_role=tuple((role, _holders(role, stakeholder.municipality)) for role in sorted(roles)),
	)


def _enabled(users: Iterable[str]) -> list[str]:
	users = sorted(users)
	if not users:
		return []
	filters = {"name": ["in", users], "enabled": 1, "user_type": "System User"}
	return frappe.get_all("User", filters=filters, pluck="name", order_by="name asc")


def _holders(role: str, municipality: str) -> tuple[tuple[str, int], ...]:
	"""Return the users of a role who work for a municipality, each with the number of open to-dos."""
	user, has_role, todo = (frappe.qb.DocType(name) for name in ("User", "Has Role", "ToDo"))
	holders = (
		frappe.qb.from_(user)
		.join(has_role)
		.on((has_role.parent == user.name) & (has_role.parenttype == "User"))
		.select(user.name)
		.where((has_role.role == role) & (user.enabled == 1) & (user.user_type == "System User"))
		.run(pluck=True)
	)
	holders = [name for name in holders if name not in frappe.STANDARD_USERS]
	if not holders:
		return ()
	permitted: dict[str, set[str]] = {}
	for row in frappe.get_all(
		"User Permission",
		filters={"user": ["in", holders], "allow": "Municipality"},
		fields=["user", "for_value", "applicable_for"],
		order_by="name asc",
	):
		if row.applicable_for in (None, "", "Stakeholder"):
			permitted.setdefault(row.user, set()).add(row.for_value)
	own = set(permissions.own_municipalities())
	able = [name for name in holders if municipality in permitted.get(name, own)]
	busy = dict(
		frappe.qb.from_(todo)
		.select(todo.allocated_to, Count(todo.name))
		.where(todo.allocated_to.isin(able or [""]) & (todo.status == "Open"))
		.groupby(todo.allocated_to)
		.run()
	)
	return tuple((name, busy.get(name, 0)) for name in sorted(able))


def create_todo(run: Document, row: Document) -> None:
	"""Create the to-do of a step under the name that the row holds."""
	hints = escape_html(row.instructions or "").replace("\n", "<br>")
	frappe.get_doc(
		{
			"doctype": "ToDo",
			"description": escape_html(row.task) + (f"<p>{hints}</p>" if hints else ""),
			"date": row.due_date,
			"allocated_to": row.assigned_to,
			"assigned_by": frappe.session.user,
			"reference_type": "Stakeholder",
			"reference_name": run.stakeholder,
		}
	).insert(set_name=row.todo)


def follow_stakeholder(doc: Document, before: Document | None) -> None:
	"""End and start plans when the stage of a stakeholder changes, and hand steps over with the stakeholder."""
	stage = before.engagement_stage if before else None
	if stage != doc.engagement_stage:
		if before:
			_end_with_stage(doc, stage)
		_start_automatic_plans(doc)
	if before and doc.relationship_manager and before.relationship_manager != doc.relationship_manager:
		_hand_over(doc)


def _end_with_stage(doc: Document, before: str) -> None:
	# A plan that starts at the same time has locked the stakeholder: only a locking read sees what it wrote.
	runs = frappe.db.get_values(
		RUN,
		{"stakeholder": doc.name, "status": ["in", list(rules.ACTIVE)]},
		["name", "stage_at_start", "bound_to_stage"],
		as_dict=True,
		order_by="creation asc",
		for_update=doc.engagement_stage in rules.NEEDS_REASON,
	)
	ending = [
		run.name
		for run in runs
		if rules.ends_with_stage(before, doc.engagement_stage, run.stage_at_start, bool(run.bound_to_stage))
	]
	if ending:
		reason = _(doc.engagement_stage)
		end_runs(ending, doc.name, f"{reason}: {doc.stage_reason}" if doc.stage_reason else reason)


def _start_automatic_plans(doc: Document) -> None:
	if frappe.flags.in_import or doc.flags.from_list:
		# A list of thousands would make more to-dos than anybody can do.
		return
	for plan in automatic_plans().get(doc.engagement_stage, ()):
		frappe.db.savepoint("upj_automatic_plan")
		try:
			frappe.get_doc({"doctype": RUN, "stakeholder": doc.name, "plan": plan}).insert()
		except frappe.UniqueValidationError:
			# It runs already.
			frappe.db.rollback(save_point="upj_automatic_plan")
			frappe.clear_last_message()


def automatic_plans() -> dict[str, list[str]]:
	"""Return the names of the plans in use that start by themselves, by engagement stage."""
	return frappe.cache.get_value(AUTOMATIC_PLANS, _automatic_plans)


def _automatic_plans() -> dict[str, list[str]]:
	plans: dict[str, list[str]] = {}
	rows = frappe.get_all(
		"Follow-up Plan",
		filters={"enabled": 1, "start_on_stage": ["is", "set"]},
		fields=["name", "start_on_stage"],
		order_by="name asc",
	)
	for row in rows:
		plans.setdefault(row.start_on_stage, []).append(row.name)
	return plans


def forget_automatic_plans() -> None:
	"""Forget the kept answer: now, and when the transaction ends."""
	_forget()
	for end in (frappe.db.after_commit, frappe.db.after_rollback):
		end.add(_forget)


def _forget() -> None:
	frappe.cache.delete_value(AUTOMATIC_PLANS)


def _hand_over(doc: Document) -> None:
	active = {"stakeholder": doc.name, "status": ["in", list(rules.ACTIVE)]}
	runs = frappe.db.get_values(RUN, active, "name", order_by="creation asc", for_update=True, pluck=True)
	rows = [row for row in _waiting_rows(runs) if row.assign_to == rules.RELATIONSHIP_MANAGER]
	if rows:
		_set_rows(rows, assigned_to=doc.relationship_manager)
		_set_todos([row.todo for row in rows], allocated_to=doc.relationship_manager)
		refresh_assignees(doc.name)


def end_runs(runs: list[str], stakeholder: str, reason: str) -> None:
	"""Stop runs of a stakeholder: what is not done yet is dropped, with the reason in each to-do."""
	rows = _waiting_rows(runs)
	frappe.db.set_value(
		RUN,
		{"name": ["in", runs]},
		{
			"status": rules.STOPPED,
			"active_key": None,
			"ended_on": getdate(),
			"ended_by": frappe.session.user,
			"end_reason": reason,
		},
	)
	_set_rows(rows, status=rules.DROPPED)
	drop_todos([row.todo for row in rows], stakeholder, reason)


def take_over_runs(kept: Document, merged: str) -> None:
	"""Make the runs of a record that is being merged those of the kept one.

	What runs there already, or finds it dormant or ended, ends.
	"""
	names = [kept.name, merged]
	runs = frappe.db.get_values(
		RUN,
		{"stakeholder": ["in", names], "status": ["in", list(rules.ACTIVE)]},
		["name", "stakeholder", "plan", "status"],
		as_dict=True,
		order_by="creation asc",
		for_update=True,
	)
	known = {run.plan for run in runs if run.stakeholder == kept.name}
	coming = [run for run in runs if run.stakeholder == merged]
	at_rest = kept.engagement_stage in NEEDS_REASON
	ending = [run.name for run in coming if at_rest or run.plan in known]
	if ending:
		end_runs(ending, merged, _("The record was merged into {0}.").format(kept.stakeholder_name))
	keys = {run.name: rules.active_key(kept.name, run.plan, run.status) for run in coming if run.name not in ending}
	set_each(RUN, "active_key", keys)


def pause_run(run: Document) -> None:
	"""Take the open to-dos of a run out of everybody's lists until it goes on."""
	rows = _waiting_rows([run.name])
	frappe.db.set_value(RUN, run.name, {"status": rules.PAUSED, "paused_on": getdate()})
	_set_rows(rows, status=rules.ON_HOLD)
	_set_todos([row.todo for row in rows], status="Cancelled")
	refresh_assignees(run.stakeholder)


def resume_run(run: Document) -> None:
	"""Open the to-dos again, later by as many days as the pause took."""
	rows, calendar = _waiting_rows([run.name]), working_calendar(run.municipality)
	days = {
		row.name: rules.resumed_day(
			as_date(row.due_date), as_date(run.paused_on), getdate(), calendar, bool(cint(row.skip_free_days))
		)
		for row in rows
	}
	frappe.db.set_value(RUN, run.name, {"status": rules.RUNNING, "paused_on": None})
	_set_rows(rows, status=rules.OPEN)
	_set_todos([row.todo for row in rows], status="Open")
	set_each(ROW, "due_date", days)
	set_each("ToDo", "date", {row.todo: days[row.name] for row in rows})
	refresh_assignees(run.stakeholder)


def drop_todos(todos: list[str], stakeholder: str, reason: str | None = None) -> None:
	"""Cancel to-dos of a stakeholder's runs; the reason is added to what was to be done."""
	if not todos:
		return
	if reason:
		rows = frappe.db.get_values(
			"ToDo",
			{"name": ["in", todos]},
			["name", "description"],
			as_dict=True,
			order_by="name asc",
			for_update=True,
		)
		suffix = escape_html(_("No longer to be done. {0}").format(reason))
		set_each("ToDo", "description", {row.name: f"{row.description}<p>{suffix}</p>" for row in rows})
	_set_todos(todos, status="Cancelled")
	refresh_assignees(stakeholder)


def change_todo(todo: Document, **values: object) -> None:
	"""Change a to-do for somebody whose right to do so was checked: Frappe knows those named in it alone."""
	_set_todos([todo.name], **values)
	note_todo(todo.update(values))
	if todo.status == "Closed":
		done = escape_html(strip_html(todo.description or ""))
		frappe.get_doc("Stakeholder", todo.reference_name).add_comment("Info", _("Done: {0}").format(done))
		refresh_assignees(todo.reference_name)


def note_todo(todo: Document) -> None:
	"""Carry what somebody did to a to-do over to the step behind it; the last step completes the run."""
	row = frappe.db.get_value(ROW, {"todo": todo.name}, ["name", "parent"], as_dict=True)
	if not row:
		return
	# Who does the last but one step at the same time waits here, and then sees that this one is done.
	frappe.db.get_value(RUN, row.parent, "name", for_update=True)
	_set_rows([row], status=rules.STEP_STATUS[todo.status], due_date=todo.date, assigned_to=todo.allocated_to)
	statuses = frappe.db.get_values(
		ROW, {"parent": row.parent}, "status", order_by="idx asc", for_update=True, pluck=True
	)
	if rules.is_over(statuses):
		frappe.db.set_value(
			RUN,
			{"name": row.parent, "status": ["in", list(rules.ACTIVE)]},
			{
				"status": rules.COMPLETED,
				"active_key": None,
				"ended_on": getdate(),
				"ended_by": frappe.session.user,
			},
		)


def forget_stakeholder(stakeholder: str) -> None:
	"""Delete the runs of a stakeholder that goes; Frappe deletes its to-dos."""
	runs = frappe.get_all(RUN, filters={"stakeholder": stakeholder}, pluck="name", order_by="name asc")
	if runs:
		frappe.db.delete(ROW, {"parent": ["in", runs]})
		frappe.db.delete(RUN, {"name": ["in", runs]})


def refresh_assignees(stakeholder: str) -> None:
	"""Show on the stakeholder's form who has open to-dos on it."""
	frappe.get_doc(
		{"doctype": "ToDo", "reference_type": "Stakeholder", "reference_name": stakeholder}
	).update_in_reference()


def _waiting_rows(runs: list[str]) -> list[frappe._dict]:
	if not runs:
		return []
	# Locking reads: what a plan that started a moment ago has written is not in this request's snapshot.
	return frappe.db.get_values(
		ROW,
		{"parent": ["in", runs], "parenttype": RUN, "status": ["in", list(rules.WAITING)]},
		["name", "todo", "due_date", "skip_free_days", "assign_to"],
		as_dict=True,
		order_by="parent asc, idx asc",
		for_update=True,
	)


def _set_rows(rows: list[frappe._dict], **values: object) -> None:
	if rows:
		frappe.db.set_value(ROW, {"name": ["in", [row.name for row in rows]]}, values)


def _set_todos(todos: list[str], **values: object) -> None:
	if todos:
		frappe.db.set_value("ToDo", {"name": ["in", todos]}, values)
