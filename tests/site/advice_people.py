"""Three towns and the people around a mandate: made once for a test file, committed, and taken away after it."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import frappe
import snapshots
from factories import NIENBURG, ensure_municipality, ensure_outgoing_mail, ensure_user
from valid_records import COLOGNE, JENA
from worlds import TOUCHED

KIRA, KOLJA, JUNA = "kira@nienburg.example", "kolja@koeln.example", "juna@jena.example"
CONSULTANT, COLLEAGUE = "bela@agentur.example", "cora@agentur.example"
OFFICE, OFFICE_OF_COLOGNE = "pola@agentur.example", "fern@agentur.example"
STRANGER = "zahlen@koeln.example"
# Accounts and hangers-on that tests of advice leave behind beside the records of the matrix.
LEFT = (*TOUCHED, "Email Account", "Notification Settings", "Notification Log", "Email Queue", "Version")


@contextlib.contextmanager
def committed_people(site: str, on_site: Callable[[str], AbstractContextManager]) -> Iterator[None]:
	"""Nienburg, Cologne and Jena with a manager each, two consultants, two offices, and somebody without our roles."""
	with on_site(site):
		before = snapshots.names_in(LEFT)
		ensure_outgoing_mail()
		for key, name, user in (
			(NIENBURG, "Nienburg/Weser", KIRA),
			(COLOGNE, "Köln", KOLJA),
			(JENA, "Jena", JUNA),
		):
			ensure_user(user, "Cooperation Manager")
			ensure_municipality(key, name, relationship_manager=user)
			frappe.get_doc(
				{"doctype": "User Permission", "user": user, "allow": "Municipality", "for_value": key}
			).insert()
		for user in (CONSULTANT, COLLEAGUE):
			ensure_user(user, "Cooperation Adviser")
		ensure_user(OFFICE, "Programme Office")
		ensure_user(OFFICE_OF_COLOGNE, "Programme Office", municipalities=(COLOGNE,))
		ensure_user(STRANGER, "Accounts User")
		frappe.db.commit()
		frappe.clear_cache()
	try:
		yield
	finally:
		with on_site(site):
			snapshots.remove_new(before)
			frappe.db.commit()
			frappe.clear_cache()
