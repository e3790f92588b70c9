import frappe
from frappe import _
from frappe.utils import cint, getdate

from upj_kooperation.challenge_brokering import materials
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import challenge_group as groups
from upj_kooperation.domain import challenge_site as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.history import keep_rows
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date


class ChallengeSite(CooperationDocument):
	"""A town on its way to a challenge group of its own (F43)."""

	def onload(self) -> None:
		"""Tell the form what is open in this stage, and which materials there are for it."""
		if self.workflow_state in rules.STAGES:
			self.set_onload("open_steps", rules.open_steps(self.plain_steps(), self.workflow_state))
			self.set_onload("materials", materials.of_stage(self.workflow_state, self.challenge_group))

	def before_insert(self) -> None:
		"""Give a site without steps those that the method brings."""
		if not self.steps:
			for stage, steps in rules.STANDARD_STEPS.items():
				for step in steps:
					self.append("steps", {"stage": stage, "step": _(step), "required": 1})

	def validate(self) -> None:
		"""Check group and steps; let the next stage begin when this one has what it needs, and date it."""
		keep_rows(self, "stages", only_servers=True)
		self.refuse_foreign_group()
		refuse(rules.check_steps(self.plain_steps(), getdate()))
		before = self.get_doc_before_save()
		stage = self.workflow_state or rules.EXPLORATION
		if before and before.workflow_state != stage:
			self.refuse_early_move(before.workflow_state, stage)
		self.date_stage(stage)
		self.once = None if stage == rules.ENDED else self.municipality

	def refuse_foreign_group(self) -> None:
		"""Refuse a group of another municipality."""
		if not self.challenge_group:
			return
		name, town = frappe.db.get_value("Challenge Group", self.challenge_group, ["group_name", "municipality"])
		if town != self.municipality:
			refuse(Problem(rules.FOREIGN_GROUP, (name,)))

	def refuse_early_move(self, before: str, after: str) -> None:
		"""Refuse a stage before what it needs is there."""
		generations: list[str] = []
		if self.challenge_group:
			members = frappe.get_doc("Challenge Group", self.challenge_group).plain_members()
			generations = [member.generation for member in groups.members_on(members, getdate())]
		refuse(
			rules.check_move(
				before,
				after,
				self.plain_steps(),
				has_group=bool(self.challenge_group),
				generations=generations,
				reason=self.end_reason,
			)
		)

	def date_stage(self, stage: str) -> None:
		"""Begin the stage's row today and end the one before; a stage that is kept stays as it is."""
		if self.stages and self.stages[-1].stage == stage:
			return
		if self.stages:
			self.record_row(self.stages[-1], to_date=getdate())
		self.record_row(self.append("stages", {}), stage=stage, from_date=getdate())

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that the town has a site already, also where another user was faster."""
		if self.once and "once" in str(e):
			refuse(Problem(rules.ONE_SITE, (self.municipality_name,)), exc=frappe.UniqueValidationError)
		super().show_unique_validation_message(e)

	def plain_steps(self) -> list[rules.Step]:
		"""Return the steps as plain values."""
		return [
			rules.Step(row.stage, row.step or "", bool(cint(row.required)), as_date(row.done_on)) for row in self.steps
		]


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Challenge Site")
