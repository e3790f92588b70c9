from dataclasses import replace

import frappe
from frappe import _
from frappe.utils import cint, getdate

from upj_kooperation.document import CooperationDocument
from upj_kooperation.domain import acceptance as rules
from upj_kooperation.domain.acceptance import Rule, RuleOnFile, Tier
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.refusals import refuse, refuse_all


class AcceptanceRule(CooperationDocument):
	"""Who accepts a gift, by Land and date. Dated, editable data with its legal basis (F25)."""

	def validate(self) -> None:
		"""Check tiers, period, Land and overlap; a rule that decisions rest on stays as it was."""
		refuse_all(rules.rule_problems(self.to_rule().tiers, self.period))
		self.require_municipality_of_land()
		self.refuse_overlap()
		self.refuse_change_in_use()

	def on_trash(self) -> None:
		"""Keep a rule that decisions rest on."""
		self.refuse_if_in_use()

	@property
	def period(self) -> Period:
		"""From the first to the last day of validity."""
		return Period(getdate(self.valid_from), getdate(self.valid_to) if self.valid_to else None)

	def to_rule(self) -> Rule:
		"""Return the rule as plain values."""
		return Rule(
			name=self.rule_name,
			legal_basis=self.legal_basis,
			tiers=tuple(
				Tier(row.organ, parse_amount(row.up_to) or None, bool(cint(row.only_if_delegated)))
				for row in self.tiers
			),
			delegation_in_force=bool(cint(self.delegation_in_force)),
			sum_per_giver=bool(cint(self.sum_per_giver)),
			covers_sponsoring=bool(cint(self.covers_sponsoring)),
			another_checks=bool(cint(self.another_checks)),
		)

	def require_municipality_of_land(self) -> None:
		"""Refuse a municipality of another Land."""
		land = frappe.db.get_value("Municipality", self.municipality, "land") if self.municipality else None
		if land and land != self.land:
			refuse(Problem(rules.FOREIGN_LAND, (self.municipality, land, self.land)))

	def refuse_overlap(self) -> None:
		"""Refuse a second enabled rule of the same scope for the same day, also when two are entered at once."""
		if not cint(self.enabled):
			return
		others = frappe.db.get_values(
			"Acceptance Rule",
			{"enabled": 1, "land": self.land},
			["name", "municipality", "valid_from", "valid_to"],
			as_dict=True,
			for_update=True,
			order_by="name asc",
		)
		mine = RuleOnFile(self.name, self.municipality or None, self.period)
		if other := rules.overlapping(mine, map(on_file, others)):
			refuse(Problem(rules.RULE_OVERLAPS, (other.name,)))

	def refuse_change_in_use(self) -> None:
		"""Refuse to change what decisions rest on."""
		before = self.get_doc_before_save()
		if before and not self.flags.ignore_permissions and _substance(before) != _substance(self):
			self.refuse_if_in_use()

	def refuse_if_in_use(self) -> None:
		"""Raise ValidationError while a decision rests on this rule."""
		decided = frappe.db.get_value(
			"Sponsorship",
			{"acceptance_rule": self.name, "decision": ["in", ["Accepted", "Declined"]]},
			"name",
			order_by="creation asc",
		)
		if decided:
			refuse(Problem(rules.RULE_IN_USE, (decided,)), title=_("Not Permitted"))


def on_file(row: frappe._dict) -> RuleOnFile:
	"""Return a stored rule as far as the choice of a rule needs it."""
	end = getdate(row.valid_to) if row.valid_to else None
	return RuleOnFile(row.name, row.municipality or None, Period(getdate(row.valid_from), end))


def _substance(doc: AcceptanceRule) -> tuple:
	# Who checks an offer may be settled anew at any time: no decision becomes another one by it.
	return (replace(doc.to_rule(), another_checks=False), doc.land, doc.municipality or None, getdate(doc.valid_from))


def on_doctype_update() -> None:
	"""Add the index by which the rule of a day is found."""
	frappe.db.add_index("Acceptance Rule", ["land", "enabled"])
