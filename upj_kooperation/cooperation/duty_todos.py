"""Duties of agreements as to-dos of the person in the town who looks after them (F19).

A to-do is named after its duty's row, so that there is one for each, whoever comes first. The daily overview names what
is due and overdue, once a day (stakeholder_relations/digests.py). Its day is the last one on which the duty is in time.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Concat
from frappe.utils import escape_html, getdate

from upj_kooperation.domain import duty as rules
from upj_kooperation.domain.agreement import OPEN_DUTY_STATES
from upj_kooperation.stakeholder_relations.lookups import as_date

AGREEMENT = "Cooperation Agreement"
PREFIX = "DUTY-"


def follow(doc: Document) -> None:
	"""Bring the to-dos of an agreement's duties in line with it. A constant number of queries while nothing changes."""
	# The platform gives a to-do whose name is taken another name: of two at once, the second must see the first's.
	frappe.db.get_value(AGREEMENT, doc.name, "name", for_update=True)
	known = {
		row.name: row
		for row in frappe.db.get_values(
			"ToDo",
			{"name": ["in", [todo_name(row) for row in doc.duties]]},
			["name", "allocated_to", "date", "description", "status"],
			as_dict=True,
			order_by="name asc",
			for_update=True,
		)
	}
	duties = {row.name: doc.plain_duty(row) for row in doc.duties}
	states = {name: rules.wanted(duty, getdate()) for name, duty in duties.items()}
	if not known and rules.Todo.OPEN not in states.values():
		return
	person = responsible_for(doc)
	for row in doc.duties:
		todo = known.get(todo_name(row))
		entry = rules.Entry(person, duties[row.name].last_day, _text(row))
		said = todo and rules.Entry(todo.allocated_to, as_date(todo.date), todo.description, todo.status)
		if wanted := rules.change(states[row.name], entry, said):
			_write(doc, todo_name(row), wanted, new=not todo)


def left_behind() -> list[str]:
	"""Return the agreements with an open to-do for a duty of a party that has left. One query over an index."""
	doc, duty, party, todo = (
		frappe.qb.DocType(name) for name in (AGREEMENT, "Agreement Duty", "Agreement Party", "ToDo")
	)
	query = (
		frappe.qb.from_(party)
		.join(doc)
		.on((doc.name == party.parent) & (party.parenttype == AGREEMENT))
		.join(duty)
		.on((duty.parent == doc.name) & (duty.parenttype == AGREEMENT) & (duty.party_name == party.party_name))
		.join(todo)
		.on(todo.name == Concat(PREFIX, duty.name))
		.where((party.leaves_on < getdate()) & doc.workflow_state.isin(OPEN_DUTY_STATES))
		.where(todo.status == rules.Todo.OPEN.value)
		.select(doc.name)
		.distinct()
		.orderby(doc.name)
	)
	return query.run(pluck=True)


def hand_over(project: Document) -> None:
	"""Give the open to-dos of a project's agreements to its new relationship manager."""
	for name in frappe.get_all(
		AGREEMENT,
		filters={"cooperation_project": project.name, "workflow_state": ["in", OPEN_DUTY_STATES]},
		pluck="name",
		order_by="name asc",
	):
		follow(frappe.get_doc(AGREEMENT, name))


def responsible_for(doc: Document) -> str | None:
	"""Return who looks after an agreement: the project's relationship manager, the town's, or who entered it."""
	candidates = (
		frappe.db.get_value("Cooperation Project", doc.cooperation_project, "relationship_manager")
		if doc.cooperation_project
		else None,
		frappe.db.get_value("Municipality", doc.municipality, "relationship_manager"),
		doc.owner,
	)
	able = frappe.get_all(
		"User",
		filters={
			"name": ["in", sorted({one for one in candidates if one})],
			"enabled": 1,
			"user_type": "System User",
		},
		pluck="name",
		order_by="name asc",
	)
	return rules.first_able(candidates, set(able))


def todo_name(row: Document) -> str:
	"""Return the name of a duty's to-do."""
	return f"{PREFIX}{row.name}"


def _text(row: Document) -> str:
	return escape_html(_("{0}: {1}").format(row.party_name, row.duty))


def _write(doc: Document, name: str, entry: rules.Entry, *, new: bool) -> None:
	values = {"allocated_to": entry.person, "date": entry.day, "description": entry.text, "status": entry.status}
	if new:
		todo = {"doctype": "ToDo", "reference_type": AGREEMENT, "reference_name": doc.name}
		frappe.get_doc({**todo, **values, "assigned_by": frappe.session.user}).insert(set_name=name)
		return
	frappe.db.set_value("ToDo", name, values)
	frappe.get_doc("ToDo", name).update_in_reference()
