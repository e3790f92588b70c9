"""Next steps of a meeting or session: rows of a table, each with a to-do in the desk of the person responsible.

A row has step, responsible, due_date and todo. The to-do's name is set before the row is written, so that both are
written once.
"""

import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from upj_kooperation.domain.session import check_step
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date


def todo_name() -> str:
	"""Return a new name for a to-do, as long as Frappe's own, so that a row can hold it before the to-do is there."""
	return frappe.generate_hash(length=10)


class NextSteps:
	"""What a controller with a table `next_steps` does about their to-dos. Goes before CooperationDocument."""

	def check_next_steps(self, day: datetime.date | None) -> None:
		"""Check the due dates against the day of the session, and that each person can see the to-do in the desk."""
		stored = self.stored_steps()
		changed = [row for row in self.next_steps if _step(row) != _step(stored.get(row.name))]
		for row in changed:
			refuse(check_step(row.idx, as_date(row.due_date), day))
		persons = {row.responsible for row in changed if row.responsible}
		if not persons:
			return
		able = frappe.get_all(
			"User",
			filters={"name": ["in", sorted(persons)], "enabled": 1, "user_type": "System User"},
			pluck="name",
			order_by="name asc",
		)
		if missing := sorted(persons - set(able)):
			frappe.throw(
				_("These persons cannot get a to-do: {0}. Choose enabled users who work in the desk.").format(
					escape_html(", ".join(missing))
				)
			)

	def stored_steps(self) -> dict[str, Document]:
		"""Return the next steps as they are stored, by row name."""
		return {row.name: row for row in self._doc_before_save.next_steps} if self._doc_before_save else {}

	def name_todos(self) -> None:
		"""Name the to-do of each new or handed over row, so that the row is written with its link."""
		stored = self.stored_steps()
		for row in self.next_steps:
			if not row.todo or (row.name in stored and stored[row.name].responsible != row.responsible):
				row.todo = todo_name()

	def write_todos(self) -> None:
		"""Create a to-do for each new row, carry changes over, and close what was taken out or handed over."""
		stored = self.stored_steps()
		known = {row.todo: row for row in stored.values()}
		for row in self.next_steps:
			if row.todo not in known:
				self.create_todo(row)
			elif _step(row) != _step(known[row.todo]):
				frappe.db.set_value("ToDo", row.todo, {"description": escape_html(row.step), "date": row.due_date})
		for name in known.keys() - {row.todo for row in self.next_steps}:
			frappe.db.set_value("ToDo", name, "status", "Cancelled")
			frappe.get_doc("ToDo", name).update_in_reference()

	def create_todo(self, row: Document) -> None:
		"""Create the to-do of a next step for the person who is responsible."""
		frappe.get_doc(
			{
				"doctype": "ToDo",
				"description": escape_html(row.step),
				"date": row.due_date,
				"allocated_to": row.responsible,
				"assigned_by": frappe.session.user,
				"reference_type": self.doctype,
				"reference_name": self.name,
			}
		).insert(set_name=row.todo)


def _step(row: Document | None) -> tuple | None:
	return (row.step, row.responsible, as_date(row.due_date)) if row else None
