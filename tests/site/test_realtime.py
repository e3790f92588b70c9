"""What Frappe's own socket server tells a consultant: of own records, and of others not even that they changed."""

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from access_table import ADVISER, SYSTEM
from harness import machine
from worlds import Worlds, committed_worlds, user_of

pytestmark = [
	pytest.mark.commits,
	pytest.mark.skipif(not shutil.which("node"), reason="Frappe's socket server needs node"),
]
PASSWORD = "Törtchen-2016-backen"
CASES = ("own", "other", "neighbour")


@pytest.fixture(scope="module")
def worlds(test_site: str, on_site: Any) -> Iterator[Worlds]:
	"""Own mandate, another town's, and a colleague's; the consultant has a password."""
	with committed_worlds(test_site, on_site) as made:
		with on_site(test_site):
			user = frappe.get_doc("User", user_of(ADVISER))
			user.new_password = PASSWORD
			user.save()
			frappe.db.commit()
		yield made


class Listener:
	"""A browser's connection to the socket server, and the events that it hears."""

	def __init__(self, overlay: Any, address: str, server: Any, user: str, password: str, joins: list) -> None:
		sid = server.session(user, password).cookies["sid"]
		frappe_folder = str((overlay.path / "apps" / "frappe").resolve())
		command = ["node", "apps/upj_kooperation/tests/site/realtime_client.js", frappe_folder, address]
		self.process = subprocess.Popen(
			[*command, server.site, server.url, sid, json.dumps(joins)],
			cwd=overlay.path,
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			text=True,
		)
		self.events: list[dict] = []
		threading.Thread(target=self._listen, daemon=True).start()

	def _listen(self) -> None:
		for line in self.process.stdout:
			self.events.append(json.loads(line))

	def wait_for(self, event: str, seconds: float = 30) -> bool:
		"""Say whether an event comes within some seconds."""
		return machine.wait_until(lambda: any(heard["event"] == event for heard in self.events), seconds)

	def names(self) -> set[str]:
		"""Return the names of all records that any event spoke of."""
		said = json.dumps(self.events)
		return {name for name in said.replace('"', " ").replace(",", " ").split() if name.startswith(("SES-", "MAN-"))}

	def close(self) -> None:
		"""End the connection."""
		self.process.stdin.close()
		self.process.wait(20)


def test_a_consultant_hears_of_own_records_alone(
	worlds: Worlds, overlay: Any, web_server: Any, socket_server: str, on_site: Any
):
	sessions = {case: worlds[case]["Advisory Session"] for case in CASES}
	joins = [["doctype_subscribe", "Advisory Session"], ["doctype_subscribe", "Advisory Mandate"]]
	joins += [["doc_subscribe", "Advisory Session", name] for name in sessions.values()]
	joins += [["doc_open", "Advisory Session", name] for name in sessions.values()]
	listener = Listener(overlay, socket_server, web_server, user_of(ADVISER), PASSWORD, joins)
	try:
		assert listener.wait_for("connected"), listener.events
		# The server asks the site about each room.
		time.sleep(3)
		frappe.set_user(user_of(SYSTEM))
		# The own one last: what came before it has arrived when it has.
		for case in ("other", "neighbour", "own"):
			doc = frappe.get_doc("Advisory Session", sessions[case])
			doc.location = f"Raum {case}"
			doc.save()
			frappe.db.commit()
		assert listener.wait_for("doc_update") and listener.wait_for("list_update"), listener.events
		assert listener.names() == {sessions["own"]}
	finally:
		listener.close()
