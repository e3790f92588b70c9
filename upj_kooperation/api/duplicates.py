"""Stakeholders that are there twice: found while typing, looked at side by side, and made one (F1)."""

import frappe
from frappe import _

from upj_kooperation.domain import duplicates as rules
from upj_kooperation.domain import stakeholder_merge as merge_rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import in_words, refuse
from upj_kooperation.stakeholder_relations import duplicates, merging


@frappe.whitelist(methods=["GET", "POST"])
def find_duplicates(
	stakeholder_name: str,
	municipality: str,
	website: str | None = None,
	register_type: str | None = None,
	register_number: str | None = None,
	register_court: str | None = None,
	name: str | None = None,
) -> list[dict]:
	"""Return stakeholders that may be the same as the one in the form, the surest first, with the reasons in words.

	name: the record itself where it is stored. Each: {name, stakeholder_name, municipality, reasons, here}; here: it
	belongs to the same municipality. Only what the user may see is found. At most three queries.
	"""
	known = rules.Known(
		name or "",
		stakeholder_name[: rules.MAX_KEY],
		municipality,
		duplicates.register_of(register_type, register_number, register_court),
		frozenset(filter(None, [rules.domain_of(website)])),
	)
	return [
		{
			"name": one.name,
			"stakeholder_name": one.title,
			"municipality": one.municipality,
			"here": one.municipality == municipality,
			"reasons": [in_words(reason) for reason in one.reasons],
		}
		for one in duplicates.find_similar(known)
	]


@frappe.whitelist(methods=["GET"])
def merge_preview(kept: str, merged: str) -> dict:
	"""Return what a merge would do, or why it cannot be done, without doing anything.

	Returns {problem, title, moves: [{doctype, count}], filled: [{label, value}], lost: [{label, value}],
	dropped: [title], joined: [title]}. Raises PermissionError unless the user may write both records and delete the
	merged one.
	"""
	kept_doc, merged_doc = (frappe.get_doc("Stakeholder", name) for name in (kept, merged))
	merging.require_rights(kept_doc, merged_doc)
	if problem := merging.problem_of(kept_doc, merged_doc):
		return {"problem": in_words(problem)}
	found = merging.resolution(kept, merged)
	ours, theirs = merging.values_of(kept_doc), merging.values_of(merged_doc)
	return {
		"problem": None,
		"title": merged_doc.stakeholder_name,
		"moves": merging.moves(kept, merged),
		"filled": merging.labelled(merged_doc, merge_rules.filled(ours, theirs)),
		"lost": merging.labelled(merged_doc, merge_rules.lost(ours, theirs)),
		"dropped": _titles(found.dropped),
		"joined": _titles([name for _period, names in found.joined.values() for name in names]),
	}


@frappe.whitelist(methods=["POST"])
def merge_stakeholders(kept: str, merged: str) -> str:
	"""Make two records one, all or nothing, and return the name of the kept one.

	Everything that hangs on `merged` moves; a comment on the kept record tells what was done. Raises PermissionError,
	or ValidationError in words where it cannot be done; of two at once the second hears that a record is gone.
	"""
	for name in (kept, merged):
		if frappe.db.exists("Stakeholder", name):
			frappe.get_doc("Stakeholder", name).check_permission("write")
	refuse(Problem(merge_rules.SAME_RECORD) if kept == merged else None, title=_("Cannot Merge"))
	merging.lock_pair(kept, merged)
	try:
		frappe.rename_doc("Stakeholder", merged, kept, merge=True, force=True, show_alert=False, rebuild_search=False)
	except Exception as error:
		if not (frappe.db.is_duplicate_entry(error) or isinstance(error, frappe.DuplicateEntryError)):
			raise
		place = getattr(error, "args", ("",))[-1]
		refuse(Problem(merge_rules.STILL_NEEDED, (kept, str(place))), title=_("Cannot Merge"))
	return kept


def _titles(names: list[str]) -> list[str]:
	return frappe.get_all(
		"Stakeholder Relationship", filters={"name": ["in", names]}, pluck="relationship_title", order_by="name asc"
	)
