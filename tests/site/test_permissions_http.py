"""The same rights over the network, with real logins: REST, forms, private files."""

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
import snapshots
from access_table import ADVISER, FENCED, MANAGER, OPEN, STRANGER, TABLES
from factories import NIENBURG, ensure_user, make
from valid_records import COLOGNE, make_world

DOCTYPES = ("Municipality", "Stakeholder", "Advisory Mandate", "Advisory Session", "Sponsorship", "Council Paper")
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
PASSWORD = "Törtchen-2016-backen"
READS = {
	MANAGER: set(DOCTYPES),
	ADVISER: {"Municipality", "Advisory Mandate", "Advisory Session"},
	STRANGER: set(),
	None: set(),
}
WRITES = {MANAGER: {*DOCTYPES} - {"Advisory Mandate"}, ADVISER: {"Advisory Session"}, STRANGER: set(), None: set()}
TITLES = {
	"Municipality": "county",
	"Stakeholder": "industry",
	"Advisory Mandate": "mandate_title",
	"Advisory Session": "subject",
	"Sponsorship": "purpose",
	"Council Paper": "meeting_body",
}

pytestmark = pytest.mark.commits


@pytest.fixture(scope="module")
def town(test_site: str, on_site: Any) -> Iterator[dict[str, Any]]:
	"""Records of two towns, a private file on a gift of each, and a user with a password for each role."""
	with on_site(test_site):
		before = snapshots.names_in(TOUCHED)
		users = {role: login_for(role) for role in (MANAGER, ADVISER, STRANGER)}
		worlds = {
			"own": make_world(NIENBURG, users[ADVISER]),
			"other": make_world(COLOGNE, ensure_user("beratung@koeln.example", ADVISER)),
		}
		files = {case: private_file(world["Sponsorship"]) for case, world in worlds.items()}
		frappe.db.commit()
	yield {"users": users, "worlds": worlds, "files": files}
	with on_site(test_site):
		snapshots.remove_new(before)
		frappe.db.commit()
		frappe.clear_cache()


def login_for(role: str) -> str:
	"""Return a user with this role and a password."""
	user = ensure_user(f"{frappe.scrub(role)}@nienburg.example", role)
	doc = frappe.get_doc("User", user)
	doc.new_password = PASSWORD
	doc.save()
	return user


def private_file(gift: str) -> str:
	"""Return the address of a private file on a gift."""
	return make(
		"File",
		file_name=f"{frappe.generate_hash(length=8)}.txt",
		content=f"vertraulich {frappe.generate_hash()}",
		is_private=1,
		attached_to_doctype="Sponsorship",
		attached_to_name=gift,
	).file_url


@pytest.mark.parametrize("role", [MANAGER, ADVISER, STRANGER, None])
def test_rest(role: str | None, town: dict[str, Any], web_server: Any):
	session = web_server.session(town["users"].get(role), PASSWORD) if role else web_server.session(None)
	session.headers["Accept"] = "application/json"
	wrong = []
	for doctype in DOCTYPES:
		for case, world in town["worlds"].items():
			name, path = world[doctype], f"/api/resource/{doctype}"
			reads = case == "own" and doctype in READS[role]
			writes = case == "own" and doctype in WRITES[role]
			listed = session.get(path, params={"limit_page_length": 0})
			seen = listed.ok and name in {row["name"] for row in listed.json()["data"]}
			one = session.get(f"{path}/{name}")
			put = session.put(f"{path}/{name}", json={TITLES[doctype]: "Geändert"})
			answers = {"list": (seen, reads), "GET": (one.ok, reads), "PUT": (put.ok, writes)}
			if not reads:
				answers["DELETE"] = (session.delete(f"{path}/{name}").ok, False)
				answers["form"] = (
					session.get(
						"/api/method/frappe.desk.form.load.getdoc", params={"doctype": doctype, "name": name}
					).ok,
					False,
				)
				answers["print"] = (session.get("/printview", params={"doctype": doctype, "name": name}).ok, False)
			wrong += [f"{doctype}, {case}: {way} is {got}" for way, (got, right) in answers.items() if got != right]
			wrong += [
				f"{doctype}, {case}: {answer.request.method} answers {answer.status_code}: {answer.text[-300:]}"
				for answer in (listed, one, put)
				if answer.status_code >= 500
			]
	for case, address in town["files"].items():
		got = session.get(address).ok
		if got != (role == MANAGER and case == "own"):
			wrong.append(f"the file of {case}: {got}")
	assert not wrong


def test_rows_over_rest(town: dict[str, Any], web_server: Any):
	session = web_server.session(town["users"][MANAGER], PASSWORD)
	frappe.db.rollback()
	for case, world in town["worlds"].items():
		row = frappe.get_all(
			"Agreement Party", filters={"parent": world["Cooperation Agreement"]}, pluck="name", order_by="idx asc"
		)[0]
		listed = session.get(
			"/api/resource/Agreement Party", params={"parent": "Cooperation Agreement", "limit_page_length": 0}
		).json()["data"]
		assert (row in {entry["name"] for entry in listed}) == (case == "own")
		assert session.get(f"/api/resource/Agreement Party/{row}").ok == (case == "own")
		changed = session.put(f"/api/resource/Agreement Party/{row}", json={"signed_on": "2016-09-01"})
		assert 400 <= changed.status_code < 500
		assert 400 <= session.delete(f"/api/resource/Agreement Party/{row}").status_code < 500


def test_a_deciding_put_without_a_stamp_is_checked_like_a_step(town: dict[str, Any], web_server: Any):
	session = web_server.session(town["users"][MANAGER], PASSWORD)
	gift = town["worlds"]["own"]["Sponsorship"]
	for values in (
		{"workflow_state": "Accepted"},
		{"workflow_state": "Accepted", "docstatus": 1},
		{"docstatus": 1},
		{"workflow_state": "Received", "received_amount": 5},
	):
		answer = session.put(f"/api/resource/Sponsorship/{gift}", json=values)
		assert 400 <= answer.status_code < 500, answer.text
	frappe.db.rollback()
	assert frappe.db.get_value("Sponsorship", gift, ["workflow_state", "docstatus"]) == ("Offered", 0)
