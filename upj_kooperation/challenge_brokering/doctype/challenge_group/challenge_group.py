from frappe import _
from frappe.utils import cint

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import challenge_group as rules
from upj_kooperation.domain.co_financing import check_budgets
from upj_kooperation.domain.periods import Period
from upj_kooperation.public_pages import free_slug
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

WEIGHTS = (
	*("weight_kind", "weight_field", "weight_area", "weight_capacity"),
	*("weight_timing", "weight_stage", "weight_rested", "weight_worked_together"),
)
SLUG_WITHOUT_LETTERS = "herausforderung"


class ChallengeGroup(CooperationDocument):
	"""Experienced and younger members who bring requests and offers together (F32)."""

	def before_insert(self) -> None:
		"""Give a group without criteria the five that the method brings."""
		if not self.criteria:
			for criterion, question in zip(rules.STANDARD_CRITERIA, rules.STANDARD_QUESTIONS, strict=True):
				self.append("criteria", {"criterion": _(criterion), "question": _(question), "required": 1})

	def validate(self) -> None:
		"""Check members, criteria and weights; give the public page its address."""
		refuse(rules.check_members(self.plain_members()))
		refuse(rules.check_criteria([row.criterion or "" for row in self.criteria]))
		refuse(rules.check_weights({_(self.meta.get_label(field)): cint(self.get(field)) for field in WEIGHTS}))
		refuse(rules.check_hold_back(cint(self.hold_back_asks), cint(self.hold_back_days)))
		refuse(rules.check_good_from(cint(self.good_from)))
		refuse(rules.check_publication(self.status, bool(cint(self.published))))
		refuse(check_budgets([cint(row.year) for row in self.budgets]))
		if self.group_name and not self.slug:
			self.slug = free_slug("Challenge Group", self.group_name, SLUG_WITHOUT_LETTERS)

	def plain_members(self) -> list[rules.Member]:
		"""Return the members as plain values."""
		return [
			rules.Member(
				row.member_name or "",
				row.user,
				row.generation,
				Period(as_date(row.from_date), as_date(row.to_date)),
			)
			for row in self.members
		]


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Challenge Group")
