"""Look-ups of the platform that forget who may see what, asked again with the fence.

The hook override_whitelisted_methods puts them in the platform's place.
Version 15 counts records, tells their titles and searches their words for everybody who is logged in, and a link
search leaves the fence out when the client asks for that. For other DocTypes these functions are the platform's own.
"""

from typing import Any

import frappe
from frappe import _, client
from frappe.desk import search
from frappe.query_builder.functions import Count
from frappe.utils import cint, get_safe_filters, global_search
from pypika.terms import LiteralValue

from upj_kooperation.fences import CHILD_TABLES, FENCES, UNFENCED
from upj_kooperation.permissions import child_query_conditions, outside_scope, query_conditions


@frappe.whitelist(methods=["GET", "POST"])
def get_count(
	doctype: str, filters: str | dict | list | None = None, debug: bool = False, cache: bool = False
) -> int | None:
	"""Count records; of our DocTypes only those that the user may see."""
	if doctype in FENCES or doctype in CHILD_TABLES or doctype in UNFENCED:
		frappe.has_permission(CHILD_TABLES.get(doctype, doctype), "read", throw=True)
	if doctype not in FENCES and doctype not in CHILD_TABLES:
		return client.get_count(doctype, filters, debug, cache)
	query = frappe.qb.get_query(doctype, filters=get_safe_filters(filters), fields=Count("*"))
	condition = (child_query_conditions if doctype in CHILD_TABLES else query_conditions)(doctype=doctype)
	if condition:
		query = query.where(LiteralValue(condition.replace("%", "%%")))
	return query.run()[0][0]


@frappe.whitelist(methods=["GET", "POST"])
def get_link_title(doctype: str, docname: str) -> str | None:
	"""Return the title of a record; of one that the user may not see only its name."""
	return docname if _is_hidden(doctype, docname) else search.get_link_title(doctype, docname)


@frappe.whitelist(methods=["GET", "POST"])
def validate_link(doctype: str, docname: str, fields: str | list | None = None) -> dict:
	"""Say whether a record can be linked; one that the user may not see is as good as none."""
	return {"name": None} if _is_hidden(doctype, docname) else client.validate_link(doctype, docname, fields)


@frappe.whitelist(methods=["GET", "POST"])
def search_link(doctype: str, txt: str = "", **arguments: Any) -> list:
	"""Suggest records for a link field, fenced whatever the client says, with choices in the user's language."""
	found = frappe.call(search.search_link, doctype=doctype, txt=txt, **_with_fence(doctype, arguments))
	return _in_own_words(doctype, found) if doctype in FENCES or doctype in UNFENCED else found


@frappe.whitelist(methods=["GET", "POST"])
def search_widget(doctype: str, txt: str = "", **arguments: Any) -> list | None:
	"""Search records for a dialog, fenced whatever the client says."""
	return frappe.call(search.search_widget, doctype=doctype, txt=txt, **_with_fence(doctype, arguments))


@frappe.whitelist(methods=["GET", "POST"])
def search_everywhere(text: str, start: int = 0, limit: int = 20, doctype: str = "") -> list:
	"""Search the words of all records, without those that the user may not see."""
	found = global_search.search(text, cint(start), cint(limit), doctype)
	hidden = {
		(name, row)
		for name in {result.doctype for result in found if result.doctype in FENCES}
		for row in [result.name for result in found if result.doctype == name]
		if _is_hidden(name, row)
	}
	return [result for result in found if (result.doctype, result.name) not in hidden]


def _in_own_words(doctype: str, found: list[dict]) -> list[dict]:
	meta = frappe.get_meta(doctype)
	choices = [df for df in map(meta.get_field, meta.get_search_fields()) if df and df.fieldtype == "Select"]
	words = {option: _(option) for df in choices for option in (df.options or "").split("\n") if option}
	# The platform joins what it found into one line, each choice as it is stored.
	for row in found:
		row["description"] = ", ".join(words.get(part, part) for part in row["description"].split(", "))
	return found


def _with_fence(doctype: str, arguments: dict[str, Any]) -> dict[str, Any]:
	return {**arguments, "ignore_user_permissions": False} if doctype in FENCES else arguments


def _is_hidden(doctype: str, name: str) -> bool:
	if doctype in UNFENCED:
		return not frappe.has_permission(doctype, "read")
	if doctype not in FENCES:
		return False
	if frappe.has_permission(doctype, "read") and not outside_scope(doctype, [name]):
		return False
	return bool(frappe.db.exists(doctype, name)) and not frappe.has_permission(doctype, "read", name)
