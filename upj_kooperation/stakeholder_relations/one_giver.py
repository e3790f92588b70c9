"""Relationships that make one giver of both sides: who decides on gifts is told when one changes (F25)."""

from collections.abc import Iterable

import frappe
from frappe.model.document import Document

RELATIONSHIP = "Stakeholder Relationship"
# What of a relationship says who counts as one giver, and in which budget year.
DECISIVE = ("from_stakeholder", "person", "to_stakeholder", "relationship_type", "from_date", "to_date")


def follow_relationship(doc: Document, before: Document | None) -> None:
	"""Tell of both sides, and of those of before, when a relationship begins, changes or is deleted."""
	if before and all(before.get(field) == doc.get(field) for field in DECISIVE):
		return
	versions = [doc, before] if before else [doc]
	kinds = sorted({version.relationship_type for version in versions})
	if frappe.db.exists("Relationship Type", {"name": ["in", kinds], "one_giver": 1}):
		tell(side for version in versions for side in (version.from_stakeholder, version.to_stakeholder))


def follow_type(doc: Document, before: Document | None) -> None:
	"""Tell of all who stand in such a relationship when its type begins or ceases to make one giver of them."""
	if before and bool(before.one_giver) != bool(doc.one_giver):
		sides = frappe.get_all(
			RELATIONSHIP,
			filters={"relationship_type": doc.name},
			fields=["from_stakeholder", "to_stakeholder"],
			order_by="name asc",
		)
		tell(side for row in sides for side in row.values())


def tell(stakeholders: Iterable[str | None]) -> None:
	"""Call whoever follows (hook `upj_one_giver_followers`) with the names of these stakeholders."""
	touched = {name for name in stakeholders if name}
	for follower in frappe.get_hooks("upj_one_giver_followers") if touched else ():
		frappe.get_attr(follower)(touched)
