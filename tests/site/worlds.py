"""The records that the tests of rights look at: made once for a test file, committed, and taken away after it."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import frappe
import snapshots
from access_table import ADVISER, FENCED, GUEST, OPEN, REVIEWER, ROLES, TABLES
from entry_points import call
from factories import NIENBURG, ensure_user
from valid_records import COLOGNE, ensure_reviewer, make_world

TOUCHED = (
	*FENCED,
	*OPEN,
	*TABLES,
	"User",
	"Has Role",
	"User Permission",
	"ToDo",
	"Comment",
	"Version",
	"Contact",
	"File",
)
Worlds = dict[str, dict[str, str]]


def user_of(role: str) -> str:
	"""Return a user with this role and no User Permission; managers then work for the site's own town."""
	if role == GUEST:
		return GUEST
	email = f"{frappe.scrub(role)}@nienburg.example"
	return email if frappe.db.exists("User", email) else ensure_user(email, role)


@contextlib.contextmanager
def committed_worlds(site: str, on_site: Callable[[str], AbstractContextManager]) -> Iterator[Worlds]:
	"""Four sets of records: the own town's, another town's, a colleague's mandate in the own town, and nobody's."""
	with on_site(site):
		before = snapshots.names_in(TOUCHED)
		for role in ROLES:
			user_of(role)
		own, other = user_of(ADVISER), ensure_user("beratung@koeln.example", ADVISER)
		reviewer, colleague = user_of(REVIEWER), ensure_reviewer("begutachtung@koeln.example")
		made = {
			"own": make_world(NIENBURG, own, reviewer),
			"other": make_world(COLOGNE, other, colleague),
			"neighbour": make_world(NIENBURG, other, colleague),
			"unassigned": make_world(NIENBURG, other, colleague),
		}
		for doctype, name in made["own"].items():
			# Frappe adds the column for likes when it is first needed, and commits with that.
			call("frappe.desk.like.toggle_like", doctype=doctype, name=name, add="Yes")
		for doctype, name in made["unassigned"].items():
			if frappe.get_meta(doctype).has_field("municipality"):
				frappe.db.set_value(doctype, name, "municipality", None)
		frappe.db.commit()
	try:
		yield made
	finally:
		with on_site(site):
			snapshots.remove_new(before)
			frappe.db.commit()
			frappe.clear_cache()
