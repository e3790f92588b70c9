import frappe
from frappe.utils import cint, getdate

from upj_kooperation.document import CooperationDocument
from upj_kooperation.domain import agreement_approval as rules
from upj_kooperation.domain.acceptance import RULE_OVERLAPS, RuleOnFile, overlapping
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.refusals import refuse, refuse_all


class ApprovalRule(CooperationDocument):
	"""Which organ approves an agreement. Dated, editable data with its legal basis (F20).

	An approved agreement keeps organ and reason in words, so a rule may be corrected later.
	"""

	def validate(self) -> None:
		"""Check the tiers, the period and that one rule holds on each day."""
		refuse_all(rules.rule_problems(self.to_rule().tiers, self.period))
		self.refuse_overlap()

	@property
	def period(self) -> Period:
		"""From the first to the last day of validity."""
		return Period(getdate(self.valid_from), getdate(self.valid_to) if self.valid_to else None)

	def to_rule(self) -> rules.Rule:
		"""Return the rule as plain values."""
		return rules.Rule(
			name=self.rule_name,
			legal_basis=self.legal_basis,
			tiers=tuple(
				rules.Tier(row.organ, parse_amount(row.up_to) or None, cint(row.up_to_months) or None)
				for row in self.tiers
			),
		)

	def refuse_overlap(self) -> None:
		"""Refuse a second enabled rule of the same scope for the same day, also when two are entered at once."""
		if not cint(self.enabled):
			return
		others = frappe.db.get_values(
			"Approval Rule",
			{"enabled": 1},
			["name", "municipality", "valid_from", "valid_to"],
			as_dict=True,
			for_update=True,
			order_by="name asc",
		)
		mine = RuleOnFile(self.name, self.municipality or None, self.period)
		if other := overlapping(mine, map(on_file, others)):
			refuse(Problem(RULE_OVERLAPS, (other.name,)))


def on_file(row: frappe._dict) -> RuleOnFile:
	"""Return a stored rule as far as the choice of a rule needs it."""
	end = getdate(row.valid_to) if row.valid_to else None
	return RuleOnFile(row.name, row.municipality or None, Period(getdate(row.valid_from), end))


def on_doctype_update() -> None:
	"""Add the index by which the rule of a day is found."""
	frappe.db.add_index("Approval Rule", ["enabled", "municipality"])
