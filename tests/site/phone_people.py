"""Who the tests of the page for sessions on the road need: made once for a file, committed, and taken away after it."""

import contextlib
import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from zoneinfo import ZoneInfo

import frappe
import snapshots
from access_table import FENCED, OPEN, TABLES
from factories import NIENBURG, ensure_area, ensure_municipality, ensure_user, make_mandate

MANAGER = "kira@nienburg.example"
CONSULTANT = "bela@agentur.example"
COLLEAGUE = "cora@agentur.example"
PASSWORD = "Törtchen-2016-backen"
# The day at the sites of the tests; around midnight the machine may have another one.
TODAY = datetime.datetime.now(ZoneInfo("Europe/Berlin")).date()
TOUCHED = (
	*FENCED,
	*OPEN,
	*TABLES,
	*("User", "Has Role", "User Permission", "ToDo", "Comment", "Version", "File", "Contact"),
)


def mandate_for(consultant: str) -> str:
	"""Make a mandate that runs today: three sessions, ten hours."""
	return make_mandate(
		consultant,
		programme_area=ensure_area().name,
		start_date=TODAY - datetime.timedelta(days=100),
		end_date=TODAY + datetime.timedelta(days=100),
		quota_sessions=3,
		quota_hours=10,
	).name


@contextlib.contextmanager
def committed_people(
	site: str, on_site: Callable[[str], AbstractContextManager], password: str | None = None
) -> Iterator[dict[str, str]]:
	"""The town, its manager, and two consultants with a mandate each: {consultant: mandate}."""
	with on_site(site):
		before = snapshots.names_in(TOUCHED)
		ensure_municipality()
		ensure_user(MANAGER, "Cooperation Manager")
		frappe.db.set_value("Municipality", NIENBURG, "relationship_manager", MANAGER)
		for user in (CONSULTANT, COLLEAGUE):
			ensure_user(user, "Cooperation Adviser")
			frappe.db.set_value("User", user, "language", "de")
			if password:
				frappe.utils.password.update_password(user, password)
		mandates = {user: mandate_for(user) for user in (CONSULTANT, COLLEAGUE)}
		frappe.db.commit()
	try:
		yield mandates
	finally:
		with on_site(site):
			snapshots.remove_new(before)
			frappe.db.commit()
			frappe.clear_cache()
