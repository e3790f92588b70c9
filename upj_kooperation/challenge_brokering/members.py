"""Members of challenge groups and their accounts: whose pages are open to whom today, and who has the role (F32).

The terms decide at each request. The role follows them (tasks.py): it names the first page and lets a member write an
own match that was opened here.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from upj_kooperation import guests, permissions
from upj_kooperation.challenge_brokering import offer_tags
from upj_kooperation.domain import challenge_portal as rules
from upj_kooperation.domain.challenge_group import ACTIVE
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

MATCH = "Partner Match"


def own_terms() -> list[rules.Term]:
	"""Return the terms of the user in groups, the earliest first. One query."""
	return [] if frappe.session.user in frappe.STANDARD_USERS else [term for _user, term in _terms(frappe.session.user)]


def own_groups() -> tuple[str, ...]:
	"""Return the groups whose pages are open to the user today."""
	return rules.open_groups(own_terms(), getdate())


def users_today() -> set[str]:
	"""Return the users who have a member's pages today, without those that belong to the platform. One query."""
	today = getdate()
	return {user for user, term in _terms() if rules.open_groups([term], today) and user not in frappe.STANDARD_USERS}


def users_with_role() -> set[str]:
	"""Return the users who have the role of members. One query."""
	role = {"role": permissions.GROUP_MEMBER, "parenttype": "User"}
	return set(frappe.get_all("Has Role", filters=role, pluck="parent", order_by="parent asc, name asc"))


def with_role_as_today(name: str) -> Document | None:
	"""Return a user under a lock with the role given or taken, to be saved; None where it is as it should be.

	Another scheduler, or who has saved the group, may have been faster.
	"""
	user = frappe.get_doc("User", name, for_update=True)
	row = next((row for row in user.roles if row.role == permissions.GROUP_MEMBER), None)
	if (name in users_today()) == bool(row):
		return None
	if row:
		user.remove(row)
	else:
		user.append("roles", {"role": permissions.GROUP_MEMBER})
	return user


def own_match(name: str, groups: tuple[str, ...]) -> frappe._dict | None:
	"""Return a match of an own group of which the user is a broker, or None."""
	fields = ["name", "challenge_group", "municipality", "experienced_broker", "younger_broker"]
	row = frappe.db.get_value(
		MATCH, {"name": name, "challenge_group": ["in", list(groups) or [""]]}, fields, as_dict=True
	)
	return row if row and frappe.session.user in (row.experienced_broker, row.younger_broker) else None


def opened_match(name: str) -> Document:
	"""Return an own match under a lock; from here on, this request may write it, and no other.

	Raises PermissionError in words for any other one, and outside the own term.
	"""
	terms = own_terms()
	refuse(rules.why_closed(terms, getdate()), title=_("Not Permitted"), exc=frappe.PermissionError)
	row = own_match(name, rules.open_groups(terms, getdate()))
	if not row:
		refuse(Problem(rules.NOTHING_THERE), title=_("Not Permitted"), exc=frappe.PermissionError)
	permissions.require_roles(permissions.GROUP_MEMBER)
	offer_tags.hold([row.municipality])
	doc = frappe.get_doc(MATCH, row.name, for_update=True)
	guests.mark_as_opened(doc)
	return doc


def _terms(user: str | None = None) -> list[tuple[str, rules.Term]]:
	member, group = frappe.qb.DocType("Challenge Group Member"), frappe.qb.DocType("Challenge Group")
	query = (
		frappe.qb.from_(member)
		.join(group)
		.on((group.name == member.parent) & (member.parenttype == "Challenge Group"))
		.select(member.user, group.name, group.group_name, group.status, member.from_date, member.to_date)
		.orderby(member.from_date)
		.orderby(member.name)
	)
	query = query.where(member.user == user if user else (group.status == ACTIVE) & (member.user != ""))
	return [
		(
			row.user,
			rules.Term(row.name, row.group_name, row.status, Period(as_date(row.from_date), as_date(row.to_date))),
		)
		for row in query.run(as_dict=True)
	]
