import frappe
from frappe import _
from frappe.utils import getdate

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import working_group as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date, refuse_foreign_areas


class WorkingGroup(CooperationDocument):
	"""A group that works on one field of action in a programme area (F7)."""

	def validate(self) -> None:
		"""Check area and members; date the closing."""
		refuse_foreign_areas(self.municipality, [self.programme_area])
		refuse(rules.check_members(self.member_terms()))
		self.guard_closed()
		self.date_closing()

	def member_terms(self) -> list[rules.Term]:
		"""Return the members as plain values."""
		return [
			rules.Term(row.member_name or "", row.member_role, Period(as_date(row.from_date), as_date(row.to_date)))
			for row in self.members
		]

	def guard_closed(self) -> None:
		"""Refuse changes of a group that was closed."""
		before = self.get_doc_before_save()
		if before and before.workflow_state == rules.CLOSED:
			frappe.throw(_("This working group is closed. Found a new one instead of changing it."))

	def date_closing(self) -> None:
		"""Set the day of closing, and end the memberships that are still open."""
		before = self.get_doc_before_save()
		if self.workflow_state != rules.CLOSED or not before or before.workflow_state == rules.CLOSED:
			return
		self.closed_on = getdate()
		for row in self.members:
			row.to_date = rules.last_day(Period(as_date(row.from_date), as_date(row.to_date)), self.closed_on)


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of the gap view."""
	add_list_index("Working Group")
	frappe.db.add_index("Working Group", ["programme_area", "workflow_state"])
