import frappe
from frappe import _
from frappe.utils import escape_html

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import relationship as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date
from upj_kooperation.stakeholder_relations.one_giver import follow_relationship


class StakeholderRelationship(CooperationDocument):
	"""A typed and dated relationship of an organisation or a person to a stakeholder (F2)."""

	def validate(self) -> None:
		"""Check both sides, the dates, and that the same relationship does not exist twice at a time."""
		# Frappe looks for missing values only after `validate`, and nothing here works without them.
		self._validate_mandatory()
		kind = frappe.get_cached_doc("Relationship Type", self.relationship_type)
		refuse(rules.check_first(self.from_stakeholder, self.person, kind.first_side, kind.type_name))
		first, other = self.lock_sides()
		if self.is_new() and not kind.enabled:
			refuse(Problem(rules.TYPE_DISABLED, (kind.type_name,)))
		refuse(rules.check_sides(first, other, [(row.side, row.actor_type) for row in kind.actor_types]))
		refuse(rules.check_period(self.period))
		self.refuse_overlap()
		self.municipality = other.municipality
		self.relationship_title = rules.title(first.name, kind.label_from, other.name)

	def on_update(self) -> None:
		"""Tell who decides on gifts where both sides now count as one giver, or no longer do."""
		follow_relationship(self, self.get_doc_before_save())

	def after_delete(self) -> None:
		"""Tell who decides on gifts that both sides no longer count as one giver."""
		follow_relationship(self, None)

	@property
	def period(self) -> Period:
		"""The days in which the relationship holds."""
		return Period(as_date(self.from_date), as_date(self.to_date))

	def lock_sides(self) -> tuple[rules.Side, rules.Side]:
		"""Return both sides as plain values; stakeholders are locked, so that a second writer waits for the first."""
		rows = frappe.db.get_values(
			"Stakeholder",
			{"name": ["in", [self.from_stakeholder or self.to_stakeholder, self.to_stakeholder]]},
			["name", "stakeholder_name", "actor_type", "municipality"],
			order_by="name asc",
			for_update=True,
		)
		sides = {row[0]: rules.Side(*row) for row in rows}
		first = self.read_person() if self.person else sides[self.from_stakeholder]
		return first, sides[self.to_stakeholder]

	def read_person(self) -> rules.Side:
		"""Return the person as a side. Raises PermissionError for a Contact that the user may not read."""
		before = self.get_doc_before_save()
		if not (before and before.person == self.person) and not frappe.has_permission(
			"Contact", "read", doc=self.person
		):
			frappe.throw(
				_("You may not read the Contact {0}. Ask for access, or choose another person.").format(
					escape_html(self.person)
				),
				frappe.PermissionError,
				title=_("Not Permitted"),
			)
		name = frappe.db.get_value("Contact", self.person, "full_name")
		return rules.Side(self.person, name or self.person, rules.PERSON, None)

	def refuse_overlap(self) -> None:
		"""Refuse the same relationship on the same days a second time. The read sees what others have just written."""
		side = "person" if self.person else "from_stakeholder"
		rows = frappe.db.get_values(
			"Stakeholder Relationship",
			{
				side: self.get(side),
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
	"""Add the indexes of the list page, of either side's form, of a town's strongest ones, and of its linked givers."""
	add_list_index("Stakeholder Relationship")
	for columns in (
		["from_stakeholder", "to_stakeholder", "relationship_type"],
		["to_stakeholder"],
		["person"],
		["municipality", "strength", "modified"],
		["relationship_type", "municipality"],
	):
		frappe.db.add_index("Stakeholder Relationship", columns)
