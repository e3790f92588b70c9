"""Titles of relationships: the wording seen from the first side, with both names."""

import frappe

from upj_kooperation.domain.relationship import title
from upj_kooperation.stakeholder_relations.lookups import set_each


def refresh_titles(
	stakeholder: str | None = None, relationship_type: str | None = None, person: str | None = None
) -> None:
	"""Write the titles anew of all relationships of one stakeholder, person or type. Constant number of queries."""
	relation = frappe.qb.DocType("Stakeholder Relationship")
	kind = frappe.qb.DocType("Relationship Type")
	contact = frappe.qb.DocType("Contact")
	first, other = frappe.qb.DocType("Stakeholder").as_("first"), frappe.qb.DocType("Stakeholder").as_("other")
	query = (
		frappe.qb.from_(relation)
		.join(kind)
		.on(kind.name == relation.relationship_type)
		.left_join(first)
		.on(first.name == relation.from_stakeholder)
		.left_join(contact)
		.on(contact.name == relation.person)
		.join(other)
		.on(other.name == relation.to_stakeholder)
		.select(
			relation.name,
			first.stakeholder_name,
			contact.full_name,
			relation.person,
			kind.label_from,
			other.stakeholder_name,
		)
		.orderby(relation.name)
	)
	if stakeholder:
		query = query.where((relation.from_stakeholder == stakeholder) | (relation.to_stakeholder == stakeholder))
	if relationship_type:
		query = query.where(relation.relationship_type == relationship_type)
	if person:
		query = query.where(relation.person == person)
	set_each(
		"Stakeholder Relationship",
		"relationship_title",
		{name: title(one or full_name or key, label, two) for name, one, full_name, key, label, two in query.run()},
	)
