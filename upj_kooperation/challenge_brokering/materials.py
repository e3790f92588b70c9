"""The library of materials and what groups take over from it (F43)."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import DocType
from frappe.utils import cint
from pypika.terms import Case, Field

from upj_kooperation.domain import challenge_site
from upj_kooperation.domain import method_material as rules
from upj_kooperation.domain.text_changes import compare_rich_texts
from upj_kooperation.domain.values import Problem
from upj_kooperation.permissions import fenced
from upj_kooperation.refusals import refuse

MATERIAL, COPY = "Method Material", "Group Material"


def of_stage(stage: str, challenge_group: str | None) -> list[frappe._dict]:
	"""Return the library's materials that are used until a stage, each with the group's copy if it has one. One query.

	Only copies that the user may see are named.
	"""
	material, copy = DocType(MATERIAL), DocType(COPY)
	until = challenge_site.STAGES[: challenge_site.STAGES.index(stage) + 1]
	own = fenced(
		frappe.qb.from_(copy)
		.select(copy.name, copy.material, copy.behind, copy.changed)
		.where(copy.challenge_group == (challenge_group or "")),
		COPY,
	)
	return (
		frappe.qb.from_(material)
		.left_join(own)
		.on(Field("material", table=own) == material.name)
		.select(material.name, material.material_title, material.kind, material.stage, material.version)
		.select(Field("name", table=own).as_("own_copy"), own.behind, own.changed)
		.where((material.enabled == 1) & material.stage.isin(until))
		.orderby(material.stage, material.material_title, material.name)
		.run(as_dict=True)
	)


def take_over(challenge_group: str, material: str) -> Document:
	"""Make a group's own copy of a material and return it.

	Raises PermissionError, UniqueValidationError where the group has it already, ValidationError where the library
	does not offer it any more.
	"""
	original = frappe.get_doc(MATERIAL, material)
	original.check_permission("read")
	if not original.enabled:
		refuse(Problem(rules.NOT_OFFERED, (original.material_title,)))
	copy = frappe.new_doc(COPY)
	copy.update(
		{
			"challenge_group": challenge_group,
			"material_title": original.material_title,
			"kind": original.kind,
			"stage": original.stage,
			"content": original.content,
		}
	)
	return _taken(copy, original).insert()


def take_new_version(copy: Document, *, replace_changes: bool) -> None:
	"""Replace a copy's text with the newest one of the library. Whoever calls holds the copy's lock."""
	refuse(rules.check_taking_new(copy.plain(), replace_changes=replace_changes))
	original = frappe.get_doc(MATERIAL, copy.material)
	copy.content = original.content
	_taken(copy, original).save()


def keep_own(copy: Document) -> None:
	"""Keep a copy's text though the original has moved on. Whoever calls holds the copy's lock."""
	refuse(rules.check_keeping(copy.plain()))
	_taken(copy, frappe.get_doc(MATERIAL, copy.material)).save()


def compare(copy: Document) -> dict[str, Any]:
	"""Return what the original changed since it was taken over, and what the group's text differs in from it now."""
	if not copy.material:
		refuse(Problem(rules.OWN_MATERIAL, (copy.material_title,)))
	original = frappe.get_doc(MATERIAL, copy.material)
	original.check_permission("read")
	taken = cint(copy.taken_version)
	return {
		"title": copy.material_title,
		"taken_version": taken,
		"newest_version": cint(original.version),
		"news": [
			{"version": cint(row.version), "what_changed": row.what_changed or ""}
			for row in original.versions
			if cint(row.version) > taken
		],
		"original": _told(original.text_of(taken), original.content),
		"own": _told(original.content, copy.content),
	}


def announce_version(material: str, version: int) -> None:
	"""Note in every group's copy which version of its original is the newest. One statement for all."""
	copy = DocType(COPY)
	(
		frappe.qb.update(copy)
		.set(copy.newest_version, version)
		.set(copy.behind, Case().when(copy.taken_version < version, 1).else_(0))
		.where(copy.material == material)
		.where(copy.newest_version != version)
		.run()
	)


def _taken(copy: Document, original: Document) -> Document:
	version = cint(original.version)
	return copy.record(
		material=original.name,
		taken_version=version,
		newest_version=version,
		taken_content=original.content,
	)


def _told(before: str | None, after: str | None) -> list[dict[str, Any]]:
	return [
		{"kind": kind, "label": _("Paragraph"), "parts": [list(part) for part in parts]}
		for kind, parts in compare_rich_texts(before or "", after or "")
	]
