"""Milestones of a cooperation project as tasks of its project in ERPNext: written from here, read back (F18).

A task keeps the name of its milestone's row in `upj_milestone`, which is unique: no milestone gets two. What is written
from here carries a flag and is not read back, and what is read back runs no events: neither side answers the other.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_link_to_form, getdate

from upj_kooperation.domain import milestone as rules
from upj_kooperation.domain.cooperation_project import ENDED
from upj_kooperation.stakeholder_relations.lookups import as_date

PROJECT = "Cooperation Project"
MILESTONE = "Project Milestone"
FIELD = "upj_milestone"
FROM_MILESTONE = "upj_from_milestone"


def standing_of(row: Document) -> rules.Standing:
	"""Return a milestone's row as plain values."""
	return rules.Standing(as_date(row.due_date), as_date(row.reached_on), flt(row.progress))


def state_of(task: Document) -> rules.TaskState:
	"""Return a task as plain values."""
	return rules.TaskState(task.status, as_date(task.exp_end_date), as_date(task.completed_on), flt(task.progress))


def mirror(doc: Document) -> int:
	"""Give each milestone its task, bring the tasks that are there in line, and return how many are new.

	doc: loaded with a lock and with its project in ERPNext, so that of two at once the second finds the first's tasks.
	"""
	known = dict(
		frappe.get_all(
			"Task",
			filters={FIELD: ["in", [row.name for row in doc.milestones]]},
			fields=[FIELD, "name"],
			order_by="name asc",
			as_list=True,
		)
	)
	_write_days(doc)
	made = 0
	for row in doc.milestones:
		if row.name in known:
			doc.record_row(row, task=known[row.name])
			_write(row)
			continue
		task = frappe.new_doc("Task")
		task.update({"project": doc.project, "is_milestone": 1, FIELD: row.name})
		_fill(task, row)
		task.flags[FROM_MILESTONE] = True
		doc.record_row(row, task=task.insert().name)
		made += 1
	doc.save()
	return made


def follow(doc: Document) -> None:
	"""Carry what a save changed over to the tasks: days, names, reached or not; a row that is gone ends its task.

	A user who may not change tasks keeps the change and reads which tasks stayed as they were.
	"""
	before = doc.get_doc_before_save()
	if not before or not doc.project:
		return
	if (as_date(before.start_date), as_date(before.end_date)) != (as_date(doc.start_date), as_date(doc.end_date)):
		_write_days(doc)
	stored, here = {row.name: row for row in before.milestones}, {row.name for row in doc.milestones}
	left = [
		row.task
		for row in doc.milestones
		if row.task and row.name in stored and _said(row) != _said(stored[row.name]) and not _write(row)
	]
	left += [row.task for name, row in stored.items() if row.task and name not in here and not _give_up(row)]
	if left:
		frappe.msgprint(
			_("You may not change tasks in ERPNext. These stayed as they were: {0}").format(
				", ".join(get_link_to_form("Task", name) for name in left)
			),
			alert=True,
			indicator="orange",
		)


def note_task(task: Document) -> None:
	"""Take over what a task says about its milestone; let go of a task that was moved to another project."""
	row = _row_of(task)
	if not row:
		return
	project = frappe.db.get_value(PROJECT, row.parent, ["project", "workflow_state"], as_dict=True, for_update=True)
	if task.project != project.project:
		unlink(task)
		task.db_set(FIELD, None, update_modified=False)
		return
	if project.workflow_state in ENDED:
		return
	standing = standing_of(row)
	told = rules.read_task(standing, state_of(task), getdate())
	if told != standing:
		_keep(row, due_date=told.due, reached_on=told.reached_on, progress=told.progress)


def unlink(task: Document) -> None:
	"""Let a milestone go on without its task."""
	if row := _row_of(task):
		_keep(row, task=None, progress=rules.progress_of(as_date(row.reached_on), 0))


def _row_of(task: Document) -> frappe._dict | None:
	return frappe.db.get_value(
		MILESTONE,
		{"name": task.get(FIELD), "parenttype": PROJECT},
		["name", "parent", "due_date", "reached_on", "progress"],
		as_dict=True,
	)


def _keep(row: frappe._dict, **values: object) -> None:
	frappe.db.set_value(MILESTONE, row.name, values)
	rows = frappe.get_all(
		MILESTONE,
		filters={"parent": row.parent, "parenttype": PROJECT},
		fields=["due_date", "reached_on", "progress"],
		order_by="idx asc, name asc",
	)
	# With the time of the change: a form that was opened before says so instead of writing the old days back.
	frappe.db.set_value(PROJECT, row.parent, "progress", rules.total_progress([standing_of(one) for one in rows]))


def _said(row: Document) -> tuple:
	return row.milestone, as_date(row.due_date), as_date(row.reached_on)


def _write_days(doc: Document) -> None:
	project = frappe.get_doc("Project", doc.project)
	days = {"expected_start_date": as_date(doc.start_date), "expected_end_date": as_date(doc.end_date)}
	if any(as_date(project.get(field)) != day for field, day in days.items()) and project.has_permission("write"):
		project.update(days).save()


def _write(row: Document) -> bool:
	"""Bring a task in line with its milestone; False where the user may not change it."""
	task = frappe.get_doc("Task", row.task)
	before = (task.subject, state_of(task))
	_fill(task, row)
	return (task.subject, state_of(task)) == before or _save(task)


def _give_up(row: Document) -> bool:
	task = frappe.get_doc("Task", row.task)
	task.update({FIELD: None, "status": task.status if row.reached_on else rules.TASK_CANCELLED})
	return _save(task)


def _save(task: Document) -> bool:
	if not task.has_permission("write"):
		return False
	task.flags[FROM_MILESTONE] = True
	task.save()
	return True


def _fill(task: Document, row: Document) -> None:
	wanted = rules.write_task(standing_of(row), state_of(task))
	task.update(
		{
			"subject": row.milestone,
			"exp_end_date": wanted.due,
			"status": wanted.status,
			"completed_on": wanted.completed_on,
			"progress": wanted.progress,
		}
	)


def is_ours(task: Document) -> bool:
	"""Say whether this save writes a task from its milestone."""
	return bool(task.flags.get(FROM_MILESTONE))
