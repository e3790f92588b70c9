import frappe
from frappe import _
from frappe.utils import cint, getdate

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import working_group as rules
from upj_kooperation.domain.meeting import suggest_dormant
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import in_words, refuse
from upj_kooperation.stakeholder_relations import meetings
from upj_kooperation.stakeholder_relations.lookups import as_date, refuse_foreign_areas


class WorkingGroup(CooperationDocument):
	"""A group that works on one field of action in a programme area (F7)."""

	def onload(self) -> None:
		"""Tell the form when the group met and meets, and whether it should be paused."""
		days = meetings.days_of([self.name]).get(self.name, meetings.NO_DAYS)
		problem = self.suggestion(days)
		self.set_onload("meetings", {**days._asdict(), "suggestion": in_words(problem) if problem else None})

	def suggestion(self, days: meetings.Days) -> Problem | None:
		"""Return the suggestion to pause the group, if it has not met for long."""
		return suggest_dormant(
			self.workflow_state,
			as_date(self.founded_on),
			days.last,
			days.next,
			cint(self.dormant_after_months),
			getdate(),
		)

	def validate(self) -> None:
		"""Check area and members; date the closing."""
		refuse_foreign_areas(self.municipality, [self.programme_area])
		self.name_members()
		refuse(rules.check_members(self.member_terms()))
		self.guard_closed()
		self.date_closing()

	def name_members(self) -> None:
		"""Let an organisation that is a member by itself stand under its own name."""
		nameless = [row for row in self.members if row.stakeholder and not (row.member_name or "").strip()]
		if not nameless:
			return
		links = sorted({row.stakeholder for row in nameless})
		rows = frappe.get_all(
			"Stakeholder",
			filters={"name": ["in", links]},
			fields=["name", "stakeholder_name"],
			order_by="name asc",
			as_list=True,
		)
		names = dict(rows)
		for row in nameless:
			row.member_name = names.get(row.stakeholder)

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
