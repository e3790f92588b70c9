"""Who sees which record: one answer for lists, forms, links, reports, exports, files and REST.

Managers and approvers work for the municipalities of their User Permissions; without any, for the site's own
municipalities. Programme office and auditor see every municipality unless User Permissions narrow them. Advisers see
their own mandates and what these name. A record without a municipality is nobody's (PLATFORM: who sees what).
"""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.permissions import get_user_permissions

from upj_kooperation.fences import CHILD_TABLES, FENCES

SEES_EVERYTHING = frozenset({"System Manager", "Programme Office", "Cooperation Auditor"})
SEES_OWN_TOWN = frozenset({"Cooperation Manager", "Cooperation Approver"})
ADVISER = "Cooperation Adviser"


@dataclass(frozen=True)
class Scope:
	"""What a user may see. everything: no fence; municipalities: keys (AGS); consultant: the user, if an adviser."""

	everything: bool = False
	municipalities: tuple[str, ...] = ()
	consultant: str | None = None


def scope_of(user: str | None = None, doctype: str | None = None) -> Scope:
	"""Return the scope of `user` (default: the session's) for `doctype`."""
	user = user or frappe.session.user
	if user == "Administrator":
		return Scope(everything=True)
	roles = set(frappe.get_roles(user))
	permitted = tuple(
		sorted(
			{
				permission.doc
				for permission in get_user_permissions(user).get("Municipality", ())
				if not permission.applicable_for or permission.applicable_for == doctype
			}
		)
	)
	consultant = user if ADVISER in roles else None
	if roles & SEES_EVERYTHING:
		return Scope(everything=not permitted, municipalities=permitted, consultant=consultant)
	if roles & SEES_OWN_TOWN:
		return Scope(municipalities=permitted or own_municipalities(), consultant=consultant)
	return Scope(consultant=consultant)


def own_municipalities() -> tuple[str, ...]:
	"""Return the keys of the municipalities that this site belongs to."""
	return tuple(frappe.get_all("Municipality", filters={"is_own": 1}, pluck="name", order_by="name asc"))


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the SQL condition that fences a list of `doctype`; empty means no fence (Frappe's convention)."""
	fence = FENCES[doctype]
	scope = scope_of(user, doctype)
	if scope.everything:
		return ""
	parts = []
	if scope.municipalities:
		keys = ", ".join(frappe.db.escape(key, percent=False) for key in scope.municipalities)
		parts.append(f"`tab{doctype}`.`{fence.municipality}` in ({keys})")
	if scope.consultant:
		consultant = frappe.db.escape(scope.consultant, percent=False)
		if fence.consultant:
			parts.append(f"`tab{doctype}`.`{fence.consultant}` = {consultant}")
		elif fence.through_mandate:
			parts.append(
				f"`tab{doctype}`.`name` in (select `{fence.through_mandate}` from `tabAdvisory Mandate`"
				f" where `consultant` = {consultant})"
			)
	if not parts:
		return "1=0"
	return parts[0] if len(parts) == 1 else "(" + " or ".join(parts) + ")"


def child_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition that fences a table's rows by the parent they stand in."""
	parent = CHILD_TABLES[doctype]
	condition = query_conditions(user, parent)
	if not condition:
		return ""
	return f"`tab{doctype}`.`parent` in (select `tab{parent}`.`name` from `tab{parent}` where {condition})"


def file_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition that hides names of files which hang on records outside the user's scope."""
	user = user or frappe.session.user
	if scope_of(user).everything:
		return ""
	fenced = ", ".join(frappe.db.escape(name, percent=False) for name in FENCES)
	parts = [
		"`tabFile`.`attached_to_doctype` is null",
		f"`tabFile`.`attached_to_doctype` not in ({fenced})",
		f"`tabFile`.`owner` = {frappe.db.escape(user, percent=False)}",
	]
	for name in FENCES:
		condition = query_conditions(user, name)
		if condition != "1=0":
			where = f" where {condition}" if condition else ""
			parts.append(
				f"(`tabFile`.`attached_to_doctype` = {frappe.db.escape(name, percent=False)}"
				f" and `tabFile`.`attached_to_name` in (select `tab{name}`.`name` from `tab{name}`{where}))"
			)
	return "(" + " or ".join(parts) + ")"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""Say whether `user` may touch `doc`. Always a bool: version 16 reads None as a denial."""
	return in_scope(doc, user, allow_unassigned=ptype == "create" or bool(doc.get("__islocal")))


def in_scope(doc: Document, user: str | None = None, allow_unassigned: bool = False) -> bool:
	"""Say whether a fenced record lies in the user's scope.

	allow_unassigned: a new record gets its municipality in `validate`; the base class checks it again after that.
	"""
	fence = FENCES[doc.doctype]
	scope = scope_of(user, doc.doctype)
	if scope.everything:
		return True
	municipality = doc.get(fence.municipality)
	if municipality in scope.municipalities:
		return True
	if scope.consultant:
		if fence.consultant and doc.get(fence.consultant) == scope.consultant:
			return True
		if fence.through_mandate and doc.get("name"):
			return bool(
				frappe.db.exists("Advisory Mandate", {fence.through_mandate: doc.name, "consultant": scope.consultant})
			)
	if not allow_unassigned:
		return False
	return not municipality or fence.municipality == "name"


def require_scope(doc: Document, flags: dict) -> None:
	"""Raise PermissionError in words when a fenced record lies outside the session user's scope.

	flags: those of the document being saved; Frappe's `ignore_permissions` (web form, install code) is honoured.
	"""
	if doc.doctype in FENCES and not flags.get("ignore_permissions") and not in_scope(doc):
		frappe.throw(
			_("{0} belongs to a municipality or mandate that is not yours. Ask for access or choose your own.").format(
				_(doc.doctype)
			),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)


def require_roles(*roles: str) -> None:
	"""Raise PermissionError in words unless the session user has one of `roles`."""
	if frappe.session.user != "Administrator" and not set(roles) & set(frappe.get_roles()):
		frappe.throw(
			_("This step needs one of the roles: {0}").format(", ".join(_(role) for role in roles)),
			frappe.PermissionError,
			title=_("Not Permitted"),
		)


def may_open_app() -> bool:
	"""Say whether the app's tile is shown: to everybody who holds one of its roles."""
	ours = SEES_EVERYTHING | SEES_OWN_TOWN | {ADVISER}
	return bool(ours & set(frappe.get_roles()))
