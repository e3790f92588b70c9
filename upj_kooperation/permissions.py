"""Who sees which record: one answer for lists, forms, links, reports, exports, files and REST.

Managers and approvers work for the municipalities of their User Permissions; without any, for the site's own
municipalities. Programme office and auditor see every municipality unless User Permissions narrow them. Advisers see
their own mandates and what these name, reviewers their own reviews, partners' contacts their own reports. Who reviews
and holds another role besides loses what that role shows of an application with a conflict of interest, and the others'
scores until the own review is in.
A record without a municipality is nobody's (PLATFORM: who sees what).
"""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_name
from frappe.permissions import get_user_permissions
from frappe.utils import cint
from pypika.queries import QueryBuilder
from pypika.terms import LiteralValue

from upj_kooperation.domain.partner_portal import ACTIVE
from upj_kooperation.domain.review import OPEN_STATUSES, ReviewStatus
from upj_kooperation.fences import CHILD_TABLES, FENCES, OPENED_BY_LINK, OPENED_TO_MEMBERS, REFERENCES, Fence

SEES_EVERYTHING = frozenset({"System Manager", "Programme Office", "Cooperation Auditor"})
SEES_OWN_TOWN = frozenset({"Cooperation Manager", "Cooperation Approver"})
ADVISER = "Cooperation Adviser"
REVIEWER = "Call Reviewer"
PARTNER = "Cooperation Partner"
GROUP_MEMBER = "Challenge Group Member"
# What the people of a further municipality may do with a record that is open to them for reading.
READING = frozenset({"read", "select", "print", "report", "export"})
OWN_MUNICIPALITIES = "upj_own_municipalities"
OPENED = OPENED_BY_LINK | OPENED_TO_MEMBERS


@dataclass(frozen=True)
class Scope:
	"""What a user may see.

	everything: no fence but `closed`; municipalities: keys (AGS); consultant, reviewer: the user, if an adviser or a
	reviewer; partner_of: stakeholders whose contact the user is; closed: values of the fence's `closed_by` that stay
	closed to the user as a reviewer.
	"""

	everything: bool = False
	municipalities: tuple[str, ...] = ()
	consultant: str | None = None
	reviewer: str | None = None
	partner_of: tuple[str, ...] = ()
	closed: tuple[str, ...] = ()

	@property
	def without_fence(self) -> bool:
		"""Say whether every record is open."""
		return self.everything and not self.closed


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
	reviewer = user if REVIEWER in roles else None
	fence = FENCES.get(doctype)
	closed = closed_to_reviewer(user, fence) if reviewer and fence else ()
	partner_of = partners_of(user) if PARTNER in roles and fence and fence.partner else ()
	if roles & SEES_EVERYTHING:
		return Scope(not permitted, permitted, consultant, reviewer, partner_of, closed)
	# Somebody who reviews for a call and works for an applicant besides must not see what others say of that town.
	if roles & SEES_OWN_TOWN and not (fence and fence.reviewer):
		return Scope(False, permitted or own_municipalities(), consultant, reviewer, partner_of, closed)
	return Scope(consultant=consultant, reviewer=reviewer, partner_of=partner_of, closed=closed)


def partners_of(user: str) -> tuple[str, ...]:
	"""Return the stakeholders whose contact a user is, as the towns have invited it; one indexed query."""
	return tuple(
		frappe.get_all(
			"Partner Access",
			filters={"user": user, "status": ACTIVE},
			pluck="stakeholder",
			order_by="stakeholder asc, name asc",
		)
	)


def closed_to_reviewer(user: str, fence: Fence) -> tuple[str, ...]:
	"""Return the applications or calls that stay closed to somebody who reviews; one indexed query."""
	if not fence.closed_by:
		return ()
	statuses = [ReviewStatus.CONFLICT, *(OPEN_STATUSES if fence.blind else ())]
	return tuple(
		sorted(
			set(
				frappe.get_all(
					"Application Review",
					filters={"reviewer": user, "status": ["in", statuses]},
					pluck=fence.closed_by[1],
					order_by="name asc",
				)
			)
		)
	)


def own_municipalities() -> tuple[str, ...]:
	"""Return the keys of the municipalities that this site belongs to."""
	return frappe.cache.get_value(
		OWN_MUNICIPALITIES,
		lambda: tuple(frappe.get_all("Municipality", filters={"is_own": 1}, pluck="name", order_by="name asc")),
	)


def forget_own_municipalities(doc: Document | None = None, method: str | None = None) -> None:
	"""Forget the kept answer when a municipality is saved or deleted: now, and when the transaction ends."""
	frappe.cache.delete_value(OWN_MUNICIPALITIES)
	for end in (frappe.db.after_commit, frappe.db.after_rollback):
		end.add(_forget)


def _forget() -> None:
	frappe.cache.delete_value(OWN_MUNICIPALITIES)


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the SQL condition that fences a list of `doctype`; empty means no fence (Frappe's convention)."""
	fence = FENCES[doctype]
	scope = scope_of(user, doctype)
	if scope.without_fence:
		return ""
	if not scope.everything and not (parts := _ways_in(doctype, fence, scope)):
		return "1=0"
	condition = "" if scope.everything else parts[0] if len(parts) == 1 else "(" + " or ".join(parts) + ")"
	if not scope.closed:
		return condition
	open_ones = f"`tab{doctype}`.`{fence.closed_by[0]}` not in ({_quoted(scope.closed)})"
	if fence.reviewer:
		open_ones = f"({open_ones} or `tab{doctype}`.`{fence.reviewer}` = {_quoted((scope.reviewer,))})"
	return f"{condition} and {open_ones}" if condition else open_ones


def _ways_in(doctype: str, fence: Fence, scope: Scope) -> list[str]:
	parts = []
	if scope.municipalities and fence.municipality:
		keys = _quoted(scope.municipalities)
		parts.append(f"`tab{doctype}`.`{fence.municipality}` in ({keys})")
		if fence.reader:
			parts.append(f"`tab{doctype}`.`{fence.reader}` in ({keys})")
		if fence.reader_table:
			parts.append(
				f"`tab{doctype}`.`name` in (select `parent` from `tab{fence.reader_table}`"
				f" where `municipality` in ({keys}))"
			)
		if fence.shared:
			parts.append(f"`tab{doctype}`.`{fence.shared}` = 1")
	if scope.consultant:
		consultant = _quoted((scope.consultant,))
		if fence.consultant:
			parts.append(f"`tab{doctype}`.`{fence.consultant}` = {consultant}")
		elif fence.through_mandate:
			parts.append(
				f"`tab{doctype}`.`name` in (select `{fence.through_mandate}` from `tabAdvisory Mandate`"
				f" where `consultant` = {consultant})"
			)
	if scope.reviewer and fence.reviewer:
		parts.append(f"`tab{doctype}`.`{fence.reviewer}` = {_quoted((scope.reviewer,))}")
	if scope.partner_of and fence.partner:
		parts.append(f"`tab{doctype}`.`{fence.partner}` in ({_quoted(scope.partner_of)})")
	return parts


def _quoted(values: tuple[str, ...]) -> str:
	return ", ".join(frappe.db.escape(value, percent=False) for value in values)


def fenced(query: QueryBuilder, doctype: str) -> QueryBuilder:
	"""Return a query over `doctype` with the user's fence. Raises PermissionError without the right to read it."""
	frappe.has_permission(doctype, "read", throw=True)
	condition = query_conditions(doctype=doctype)
	# The query builder takes a percent sign for the place of a parameter.
	return query.where(LiteralValue(condition.replace("%", "%%"))) if condition else query


def child_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition that fences a table's rows by the parent they stand in."""
	parent = CHILD_TABLES[doctype]
	condition = query_conditions(user, parent)
	if not condition:
		return ""
	return f"`tab{doctype}`.`parent` in (select `tab{parent}`.`name` from `tab{parent}` where {condition})"


def reference_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition that hides names of files, tags and pending steps on records outside the user's scope."""
	user, table = user or frappe.session.user, f"`tab{doctype}`"
	type_field, name_field = REFERENCES[doctype]
	closed = any(scope_of(user, name).closed for name in FENCES if FENCES[name].closed_by)
	if scope_of(user).everything and not closed:
		return ""
	fenced = ", ".join(frappe.db.escape(name, percent=False) for name in FENCES)
	parts = [
		f"{table}.`{type_field}` is null",
		f"{table}.`{type_field}` not in ({fenced})",
		f"{table}.`owner` = {frappe.db.escape(user, percent=False)}",
	]
	for name in FENCES:
		condition = query_conditions(user, name)
		if condition != "1=0":
			where = f" where {condition}" if condition else ""
			parts.append(
				f"({table}.`{type_field}` = {frappe.db.escape(name, percent=False)}"
				f" and {table}.`{name_field}` in (select `tab{name}`.`name` from `tab{name}`{where}))"
			)
	return "(" + " or ".join(parts) + ")"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False) -> bool:
	"""Say whether `user` may touch `doc`. Always a bool: version 16 reads None as a denial."""
	if doc.doctype in OPENED:
		if is_opened_by_link(doc):
			return True
		if not _is_granted_to_roles(doc.doctype, ptype or "read", user or frappe.session.user):
			return False
	if ptype == "delete" and not may_edit_in_state(doc, user):
		return False
	if in_scope(doc, user, allow_unassigned=ptype == "create" or bool(doc.get("__islocal"))):
		return True
	return (ptype or "read") in READING and is_reader(doc, user)


def is_reader(doc: Document, user: str | None = None) -> bool:
	"""Say whether a record of another municipality is open to the user for reading (see Fence)."""
	fence, keys = FENCES[doc.doctype], scope_of(user, doc.doctype).municipalities
	if not keys:
		return False
	if (fence.reader and doc.get(fence.reader) in keys) or (fence.shared and cint(doc.get(fence.shared))):
		return True
	return bool(
		fence.reader_table
		and isinstance(doc.get("name"), str)
		and frappe.db.exists(fence.reader_table, {"parent": doc.name, "municipality": ["in", keys]})
	)


def is_opened_by_link(doc: Document) -> bool:
	"""Say whether this request has the secret link of this record (guests.py), or has found it a member's own."""
	opened = frappe.flags.upj_opened_by_link
	if opened is None:
		return False
	return doc is opened or (doc.doctype == opened.doctype and bool(opened.name) and doc.get("name") == opened.name)


def _is_granted_to_roles(doctype: str, ptype: str, user: str) -> bool:
	# What these roles may, they may with a record that was opened for them. Without that only the other roles count.
	roles = set(frappe.get_roles(user)) - {"Guest", GROUP_MEMBER}
	return user == "Administrator" or any(
		row.get(ptype) for row in frappe.get_meta(doctype).permissions if row.role in roles and not row.permlevel
	)


def in_scope(doc: Document, user: str | None = None, allow_unassigned: bool = False) -> bool:
	"""Say whether a fenced record lies in the user's scope, so that it may be changed as far as the role goes.

	allow_unassigned: a new record gets its municipality in `validate`; the base class checks it again after that.
	"""
	if doc.doctype in OPENED and is_opened_by_link(doc):
		return True
	fence = FENCES[doc.doctype]
	scope = scope_of(user, doc.doctype)
	if scope.reviewer and fence.reviewer and doc.get(fence.reviewer) == scope.reviewer:
		return True
	if fence.partner and doc.get(fence.partner) in scope.partner_of:
		return True
	if _is_closed(doc, fence, scope):
		return False
	if scope.everything:
		return True
	if not fence.municipality:
		return False
	municipality = doc.get(fence.municipality)
	if municipality in scope.municipalities:
		return True
	if scope.consultant:
		if fence.consultant and doc.get(fence.consultant) == scope.consultant:
			return True
		if fence.through_mandate and isinstance(doc.get("name"), str):
			return bool(
				frappe.db.exists("Advisory Mandate", {fence.through_mandate: doc.name, "consultant": scope.consultant})
			)
	if not allow_unassigned:
		return False
	return not municipality or fence.municipality == "name"


def may_see_municipality(user: str, municipality: str) -> bool:
	"""Say whether a user's scope takes in a municipality; for mails that tell of its records."""
	scope = scope_of(user)
	return scope.everything or municipality in scope.municipalities


def _is_closed(doc: Document, fence: Fence, scope: Scope) -> bool:
	# A new review holds no scores yet: who reviews may still assign others.
	if not scope.closed or (fence.reviewer and doc.get("__islocal")):
		return False
	return doc.get(fence.closed_by[0]) in scope.closed


def outside_scope(doctype: str, names: list[str]) -> str | None:
	"""Return the first of these records that the session's user may not see, with one query at most for most users."""
	fence, scope = FENCES[doctype], scope_of(doctype=doctype)
	if scope.without_fence:
		return None
	if fence.municipality == "name":
		rows = [frappe._dict(name=name) for name in names]
	else:
		closed_by = fence.closed_by[0] if fence.closed_by else None
		named = (
			fence.municipality,
			fence.consultant,
			fence.reader,
			fence.shared,
			fence.reviewer,
			fence.partner,
			closed_by,
		)
		fields = list(dict.fromkeys(["name", *filter(None, named)]))
		rows = frappe.get_all(doctype, filters={"name": ["in", names]}, fields=fields, order_by="name asc")
	for row in rows:
		row.doctype = doctype
	return next((row.name for row in rows if not in_scope(row) and not is_reader(row)), None)


def require_scope(doc: Document, flags: dict) -> None:
	"""Raise PermissionError in words when a fenced record lies outside the session user's scope.

	flags: those of the document being saved; Frappe's `ignore_permissions` (web form, install code) is honoured.
	"""
	if doc.doctype in FENCES and not flags.get("ignore_permissions") and not in_scope(doc):
		if _is_closed(doc, FENCES[doc.doctype], scope_of(doctype=doc.doctype)):
			frappe.throw(
				_(
					"You review for this call yourself: a conflict of interest or your own open review closes {0}."
				).format(_(doc.doctype)),
				frappe.PermissionError,
				title=_("Not Permitted"),
			)
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


def locked(doctype: str, name: str, role: str) -> Document:
	"""Load a record with its rows under a lock, so that of two users at once the second sees what the first did.

	Raises PermissionError where the user may not change it or has not the role.
	"""
	doc = frappe.get_doc(doctype, name, for_update=True)
	doc.check_permission("write")
	require_roles(role)
	return doc


def workflow_of(doctype: str) -> Document | None:
	"""Return the active workflow of a DocType, if it has one."""
	name = get_workflow_name(doctype)
	return frappe.get_cached_doc("Workflow", name) if name else None


def editors_of(workflow: Document, state: str) -> set[str]:
	"""Return the roles that may change a record in this state of a workflow."""
	return {row.allow_edit for row in workflow.states if row.state == state}


def may_edit_in_state(doc: Document, user: str | None = None) -> bool:
	"""Say whether the user may change, and so delete, a record in the state that its workflow has reached."""
	workflow, user = workflow_of(doc.doctype), user or frappe.session.user
	if not workflow or user == "Administrator":
		return True
	state = doc.get(workflow.workflow_state_field) or workflow.states[0].state
	return bool(editors_of(workflow, state) & set(frappe.get_roles(user)))


def may_open_app() -> bool:
	"""Say whether the app's tile is shown: to everybody who holds one of its roles."""
	ours = SEES_EVERYTHING | SEES_OWN_TOWN | {ADVISER, REVIEWER}
	return bool(ours & set(frappe.get_roles()))


def may_log_sessions() -> bool:
	"""Say whether the tile of the page for sessions on the road is shown: to consultants."""
	return ADVISER in frappe.get_roles()
