import frappe
from frappe.utils import cint

from upj_kooperation.document import CooperationDocument
from upj_kooperation.domain import follow_up as rules
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.follow_ups import forget_automatic_plans


class FollowupPlan(CooperationDocument):
	"""Steps by which a relationship is kept warm (F3)."""

	def validate(self) -> None:
		"""Check the steps and keep only the person that each step asks for."""
		for row in self.steps:
			row.user = row.user if row.assign_to == rules.USER else None
			row.role = row.role if row.assign_to == rules.ROLE else None
		refuse(rules.check_plan(self.rule_steps(), self.start_on_stage))

	def on_update(self) -> None:
		"""Let the next change of a stage find what starts by itself now."""
		forget_automatic_plans()

	def after_delete(self) -> None:
		"""Forget a plan that started by itself."""
		forget_automatic_plans()

	def rule_steps(self) -> list[rules.Step]:
		"""Return the steps as the rules look at them."""
		return [step_of(row) for row in self.steps]


def step_of(row: frappe._dict) -> rules.Step:
	"""Return a row as the rules look at it."""
	return rules.Step(
		days_after=cint(row.days_after),
		assign_to=row.assign_to,
		user=row.user or None,
		role=row.role or None,
		skip_free_days=bool(cint(row.skip_free_days)),
	)
