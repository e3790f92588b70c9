"""Tells later modules when what they keep of a stakeholder has changed (hook `upj_stakeholder_followers`)."""

from collections.abc import Iterable

import frappe
from frappe.model.document import Document

# What others keep: name and town, the stage, and whether the stakeholder may be asked for support.
FOLLOWED = ("stakeholder_name", "engagement_stage", "asking_ground", "objected_on", "municipality")


def follow(doc: Document, before: Document | None) -> None:
	"""Tell of a stakeholder that was saved, if something has changed that others keep."""
	if before and any(str(before.get(field) or "") != str(doc.get(field) or "") for field in FOLLOWED):
		tell([doc.name])


def tell(stakeholders: Iterable[str]) -> None:
	"""Call whoever follows with the names of these stakeholders."""
	names = set(stakeholders)
	for follower in frappe.get_hooks("upj_stakeholder_followers") if names else ():
		frappe.get_attr(follower)(names)
