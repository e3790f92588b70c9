import frappe
from frappe import _

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import relationship as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date


class StakeholderRelationship(CooperationDocument):
	"""A typed and dated relationship between two stakeholders (F2)."""

	def validate(self) -> None:
		"""Check both sides, the dates, and that the same relationship does not exist twice at a time."""
		# Frappe looks for missing values only after `validate`, and nothing here works without them.
		self._validate_mandatory()
		first, other = self.lock_sides()
		kind = frappe.get_cached_doc("Relationship Type", self.relationship_type)
		if self.is_new() and not kind.enabled:
			refuse(Problem(rules.TYPE_DISABLED, (kind.type_name,)))
		refuse(rules.check_sides(first, other, [(row.side, row.actor_type) for row in kind.actor_types]))
		refuse(rules.check_period(self.period))
		self.refuse_overlap()
		self.municipality = first.municipality
		self.relationship_title = rules.title(first.name, kind.label_from, other.name)

	@property
	def period(self) -> Period:
		"""The days in which the relationship holds."""
		return Period(as_date(self.from_date), as_date(self.to_date))

	def lock_sides(self) -> tuple[rules.Side, rules.Side]:
		"""Return both sides as plain values, locked so that a second writer waits for the first."""
		rows = frappe.db.get_values(
			"Stakeholder",
			{"name": ["in", [self.from_stakeholder, self.to_stakeholder]]},
			["name", "stakeholder_name", "actor_type", "municipality"],
			order_by="name asc",
			for_update=True,
		)
		sides = {row[0]: rules.Side(*row) for row in rows}
		return sides[self.from_stakeholder], sides[self.to_stakeholder]

	def refuse_overlap(self) -> None:
		"""Refuse the same relationship on the same days a second time. The read sees what others have just written."""
		rows = frappe.db.get_values(
			"Stakeholder Relationship",
			{
				"from_stakeholder": self.from_stakeholder,
				"to_stakeholder": self.to_stakeholder,
				"relationship_type": self.relationship_type,
			},
			["name", "from_date", "to_date"],
			order_by="creation asc",
			for_update=True,
		)
		stored = [rules.Stored(name, Period(start, end)) for name, start, end in rows]
		if found := rules.find_overlap(self.name, self.period, stored):
			refuse(Problem(rules.OVERLAP, (found,)), title=_("Already There"))


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of either side's form."""
	add_list_index("Stakeholder Relationship")
	frappe.db.add_index("Stakeholder Relationship", ["from_stakeholder", "to_stakeholder", "relationship_type"])
	frappe.db.add_index("Stakeholder Relationship", ["to_stakeholder"])
