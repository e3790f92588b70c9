"""Materials of the method: a group takes them over, compares them, and follows new versions or keeps its own (F43)."""

from typing import Any

import frappe

from upj_kooperation.challenge_brokering import materials
from upj_kooperation.pdf import answer_with_print
from upj_kooperation.permissions import locked

MANAGER = "Cooperation Manager"


@frappe.whitelist(methods=["POST"])
def take_over_materials(challenge_group: str, names: list[str] | str) -> list[str]:
	"""Take materials of the library over as a group's own; return the names of its copies, in the same order.

	All or none. Raises PermissionError, UniqueValidationError where the group has one of them already.
	"""
	frappe.get_doc("Challenge Group", challenge_group).check_permission("write")
	chosen = frappe.parse_json(names)
	return [materials.take_over(challenge_group, name).name for name in dict.fromkeys(chosen)]


@frappe.whitelist(methods=["GET"])
def compare_material(material: str) -> dict[str, Any]:
	"""Return what the original of a group's material changed since, and what the group's text differs in from it.

	Keys: title, taken_version, newest_version, news ({version, what_changed}), original and own (changes with parts).
	Raises PermissionError, ValidationError for a material that the group wrote itself.
	"""
	copy = frappe.get_doc(materials.COPY, material)
	copy.check_permission("read")
	return materials.compare(copy)


@frappe.whitelist(methods=["POST"])
def take_new_version(material: str, replace_changes: bool = False) -> None:
	"""Take the newest version of the original over. Raises ValidationError where own changes would be lost unasked."""
	materials.take_new_version(locked(materials.COPY, material, MANAGER), replace_changes=replace_changes)


@frappe.whitelist(methods=["POST"])
def keep_own_text(material: str) -> None:
	"""Keep the group's text though the original has moved on; it counts as seen."""
	materials.keep_own(locked(materials.COPY, material, MANAGER))


@frappe.whitelist(methods=["GET", "POST"])
def print_material(material: str) -> None:
	"""Answer with a group's material as PDF in the site's language. Raises PermissionError if it may not be printed."""
	doc = frappe.get_doc(materials.COPY, material)
	doc.check_permission("print")
	answer_with_print(doc, materials.COPY)
