import frappe
from frappe import _
from frappe.utils import get_link_to_form, getdate

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import follow_up as rules
from upj_kooperation.next_steps import todo_name
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations import follow_ups


class FollowupRun(CooperationDocument):
	"""A follow-up plan that was started on a stakeholder: making the record starts the plan (F3)."""

	def validate(self) -> None:
		"""Plan the steps of a new run; those of an old one stay as they were planned."""
		if self.is_new():
			self.plan_steps()
		else:
			self.keep_steps()

	def after_insert(self) -> None:
		"""Create the to-do of each step."""
		for row in self.steps:
			follow_ups.create_todo(self, row)

	def on_trash(self) -> None:
		"""Take the to-dos that nobody has done yet away."""
		follow_ups.drop_todos([row.todo for row in self.steps if row.status in rules.WAITING], self.stakeholder)

	def plan_steps(self) -> None:
		"""Check that the plan can start, and copy its steps: a later change of the plan does not touch them."""
		# The lock holds a change of the stage back until the to-dos stand.
		stakeholder = follow_ups.read_stakeholder(self.stakeholder, lock=True)
		plan = frappe.get_doc("Follow-up Plan", self.plan)
		start = getdate(self.start_date)
		refuse(rules.check_start(plan.name, bool(plan.enabled), stakeholder.engagement_stage, start, getdate()))
		self.update(
			{
				"start_date": start,
				"status": rules.RUNNING,
				"municipality": stakeholder.municipality,
				"stage_at_start": stakeholder.engagement_stage,
				"bound_to_stage": plan.bound_to_stage,
				"run_title": f"{plan.name}: {stakeholder.stakeholder_name}",
				"active_key": rules.active_key(self.stakeholder, plan.name, rules.RUNNING),
			}
		)
		self.refuse_second_run()
		self.set("steps", [])
		for planned in follow_ups.planned_steps(plan, stakeholder, start):
			self.append("steps", {**planned, "status": rules.OPEN, "todo": todo_name()})

	def keep_steps(self) -> None:
		"""Refuse rows that somebody adds or takes out: what is done stands in the to-dos."""
		before = self.get_doc_before_save()
		if [row.name for row in self.steps] != [row.name for row in before.steps]:
			frappe.throw(_("The steps come from the plan. Stop this follow-up, or change its to-dos instead."))

	def refuse_second_run(self) -> None:
		"""Name the run that is there; the unique key holds when two come at once."""
		other = frappe.db.get_value("Follow-up Run", {"active_key": self.active_key}, "name")
		if other:
			self.throw_second_run(get_link_to_form("Follow-up Run", other))

	def throw_second_run(self, other: str) -> None:
		"""Raise UniqueValidationError in words. other: link to the run, or what stands for it."""
		frappe.throw(
			_("This plan runs on the stakeholder already: {0}. Nothing was started.").format(other),
			frappe.UniqueValidationError,
			title=_("Already There"),
		)

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Translate the database's refusal when another user was faster."""
		if "active_key" in str(e):
			self.throw_second_run(_("just started by somebody else"))
		super().show_unique_validation_message(e)


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of a stakeholder's runs."""
	add_list_index("Follow-up Run")
	frappe.db.add_index("Follow-up Run", ["stakeholder", "status"])
