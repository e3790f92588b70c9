"""The page for sessions on the road in a real browser: quick on a phone, and nothing lost or doubled on the way.

One server of this file's own, so that it can be killed and started again under the same address.
"""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
import requests
from factories import make_session
from harness import machine
from harness.sites import Overlay
from phone_people import COLLEAGUE, CONSULTANT, PASSWORD, TODAY, committed_people, mandate_for
from playwright.sync_api import BrowserContext, Page, expect

PAGE = "/beratung/termin"
PHONE = {"width": 390, "height": 844}
SECRET = "Der Bäcker will sich beteiligen (erfunden)."

pytestmark = pytest.mark.commits


class Server:
	"""The test site behind a gunicorn that can be killed, always on one port."""

	def __init__(self, overlay: Overlay, site: str) -> None:
		self.overlay, self.site = overlay, site
		self.port = machine.free_port()
		self.url = f"http://127.0.0.1:{self.port}"
		self.mark = overlay.path / "dies-after-the-next-session"
		self.process: subprocess.Popen[bytes] | None = None

	def start(self) -> None:
		"""Start it, and wait until it answers."""
		command = ["-m", "gunicorn", "dying_wsgi:application", f"--bind=127.0.0.1:{self.port}", "--threads=6"]
		folder = Path(__file__).parent
		environment = {"UPJ_SITE": self.site, "UPJ_DIES_AT": str(self.mark)}
		with (self.overlay.path / "logs" / f"web-{self.port}.log").open("ab") as log:
			self.process = subprocess.Popen(
				[str(self.overlay.python), *command, f"--pythonpath={folder}", "--worker-tmp-dir=/dev/shm"],
				cwd=self.overlay.sites,
				env=self.overlay.bench.environment(self.overlay.environment(environment)),
				stdout=log,
				stderr=log,
				start_new_session=True,
			)
		assert machine.wait_until(self.answers, 60, lambda: self.process.poll() is None)

	def answers(self) -> bool:
		"""Whether it answers."""
		with contextlib.suppress(requests.RequestException):
			return requests.get(f"{self.url}/api/method/ping", timeout=10).ok
		return False

	def die_after_the_next_session(self) -> None:
		"""Let it die between the commit of the next session and the answer."""
		self.mark.touch()

	def kill(self) -> None:
		"""End it, master and worker."""
		with contextlib.suppress(ProcessLookupError):
			os.killpg(self.process.pid, signal.SIGKILL)
		self.process.wait()


@pytest.fixture(scope="module")
def server(overlay: Overlay, test_site: str) -> Iterator[Server]:
	"""The server of this file."""
	server = Server(overlay, test_site)
	style = overlay.checkout / "upj_kooperation" / "public" / "phone" / "phone.css"
	before = style.read_bytes()
	server.start()
	yield server
	server.kill()
	style.write_bytes(before)


@pytest.fixture(scope="module")
def people(test_site: str, on_site: Any) -> Iterator[dict[str, str]]:
	"""Two consultants with passwords and a mandate each."""
	with committed_people(test_site, on_site, PASSWORD) as mandates:
		yield mandates


@pytest.fixture
def mandate(people: dict[str, str]) -> str:
	"""The only active mandate of CONSULTANT, with a planned session that names somebody."""
	active = {"status": "Active", "consultant": CONSULTANT}
	for old in frappe.get_all("Advisory Mandate", filters=active, pluck="name", order_by="name asc"):
		frappe.db.set_value("Advisory Mandate", old, "status", "Completed")
	made = mandate_for(CONSULTANT)
	person = {"participant_name": "Ada (erfunden)", "organisation": "Bäckerei (erfunden)", "sector": "Company"}
	make_session(made, session_date=str(TODAY), participants=[person])
	frappe.db.commit()
	return made


@pytest.fixture
def device(browser: Any, server: Server) -> Iterator[Any]:
	"""`device(user)` returns a phone's browser context, logged in."""
	made: list[BrowserContext] = []

	def make(user: str = CONSULTANT, **options: Any) -> BrowserContext:
		context = browser.new_context(
			base_url=server.url,
			locale="de-DE",
			timezone_id="Europe/Berlin",
			viewport=PHONE,
			has_touch=True,
			**options,
		)
		context.set_default_timeout(20_000)
		made.append(context)
		log_in(context, user)
		return context

	yield make
	for context in made:
		context.close()


def log_in(context: BrowserContext, user: str) -> None:
	"""Log in, as the login page does."""
	answer = context.request.post("/api/method/login", form={"usr": user, "pwd": PASSWORD})
	assert answer.ok, answer.text()


def open_page(context: BrowserContext, kept: bool = False) -> Page:
	"""Open the page and wait for its form; kept: until the device can open it without a connection."""
	page = context.new_page()
	page.on("dialog", lambda dialog: dialog.accept())
	page.goto(PAGE)
	expect(page.locator("#entry")).to_be_visible()
	if kept:
		page.evaluate("navigator.serviceWorker.ready.then(() => true)")
		page.wait_for_function("navigator.serviceWorker.controller !== null")
	return page


def fill_in(page: Page, subject: str = "Rundgang", minutes: str = SECRET) -> None:
	"""Fill in what a session needs at least."""
	page.fill("#subject", subject)
	page.fill("#minutes", minutes)


def submit(page: Page) -> None:
	"""Save and send."""
	page.click("#entry [type=submit]")


def held(mandate: str) -> list[Any]:
	"""Return the held sessions of a mandate as they stand in the database now."""
	frappe.db.rollback()
	return frappe.get_all(
		"Advisory Session",
		filters={"mandate": mandate, "status": "Held"},
		fields=["name", "subject", "hours", "minutes", "session_date", "mode"],
		order_by="name asc",
	)


def todos(session: str) -> int:
	"""Return how many to-dos a session has."""
	return frappe.db.count("ToDo", {"reference_type": "Advisory Session", "reference_name": session})


def quota(mandate: str) -> tuple[int, float]:
	"""Return the used sessions and hours of a mandate."""
	return frappe.db.get_value("Advisory Mandate", mandate, ["sessions_used", "hours_used"])


KEPT = """async () => {
	const open = indexedDB.open("upj-termin");
	const database = await new Promise((resolve) => (open.onsuccess = () => resolve(open.result)));
	const all = database.transaction("records").objectStore("records").getAll();
	const records = await new Promise((resolve) => (all.onsuccess = () => resolve(all.result)));
	database.close();
	const text = (buffer) => new TextDecoder("latin1").decode(buffer);
	const bytes = records.map((one) => [one.value, ...one.files.flatMap((file) => [file.about, file.content])]);
	const cached = [];
	for (const name of await caches.keys())
		for (const request of await (await caches.open(name)).keys())
			cached.push(await (await caches.match(request)).text());
	const sealed = bytes.flat().map((one) => text(one.bytes));
	return {
		ids: records.map((one) => one.id.split("/").slice(1).join("/")),
		everything: [...sealed, ...cached, JSON.stringify({ ...localStorage })].join(),
		cached: cached.length,
	};
}"""


def kept_on(page: Page) -> dict[str, Any]:
	"""Return what the device keeps: names of records, and all bytes as one text."""
	return page.evaluate(KEPT)


class Effort:
	"""Counts a consultant's taps and filled fields."""

	def __init__(self, page: Page) -> None:
		self.page, self.taps, self.fields = page, 0, 0

	def tap(self, selector: str) -> None:
		"""Tap something."""
		self.page.locator(selector).tap()
		self.taps += 1

	def type(self, selector: str, text: str) -> None:
		"""Tap into a field and type."""
		self.page.fill(selector, text)
		self.taps += 1
		self.fields += 1


def test_a_session_takes_nine_taps_and_three_fields(device: Any, mandate: str):
	page = open_page(device())
	expect(page.locator("#quota")).to_have_text("3 von 3 Terminen verbleiben · 10 von 10 Stunden verbleiben")
	effort = Effort(page)
	effort.tap("[data-hours='2']")
	effort.type("#subject", "Rundgang im Nordertor")
	effort.type("#minutes", "Betriebe besucht.\nEin Bäcker will backen.")
	effort.tap("[data-sector='Municipality'] .more")
	effort.tap("[data-sector='Municipality'] .more")
	effort.tap("#known button")
	effort.tap("#add-step")
	effort.type("#steps .step", "Bäckerei anrufen")
	effort.tap("#entry [type=submit]")
	expect(page.locator("#notice-result")).to_contain_text("Gesendet: Rundgang im Nordertor")
	assert (effort.taps, effort.fields) <= (9, 3)
	(session,) = held(mandate)
	assert (session.hours, session.session_date, session.mode) == (2, TODAY, "On Site")
	assert session.minutes == "Betriebe besucht.<br>Ein Bäcker will backen."
	rows = frappe.get_all(
		"Session Participant",
		filters={"parent": session.name},
		fields=["participant_name", "organisation", "sector", "persons"],
		order_by="idx asc",
	)
	assert [tuple(row.values()) for row in rows] == [
		("Ada (erfunden)", "Bäckerei (erfunden)", "Company", 1),
		("ohne Namen", "", "Municipality", 2),
	]
	assert todos(session.name) == 1
	expect(page.locator("#quota")).to_have_text("2 von 3 Terminen verbleiben · 8 von 10 Stunden verbleiben")
	link = page.locator("#notice-result a")
	assert link.get_attribute("href") == f"/app/advisory-session/{session.name}"


def test_nothing_is_lost_without_a_connection_and_everything_is_sent_once(device: Any, mandate: str):
	context = device()
	page = open_page(context, kept=True)
	context.set_offline(True)
	expect(page.locator("#state")).to_contain_text("Keine Verbindung")
	fill_in(page, "Im Zug notiert")
	page.locator("#files").set_input_files(photo())
	expect(page.locator("#chosen li")).to_have_count(1)
	submit(page)
	expect(page.locator("#entries li")).to_contain_text("Im Zug notiert")
	page.fill("#subject", "Erst halb geschrieben")
	page.wait_for_timeout(700)
	page.reload()
	expect(page.locator("#subject")).to_have_value("Erst halb geschrieben")
	expect(page.locator("#entries li")).to_contain_text("Wartet auf die Verbindung")
	expect(page.locator("#quota")).to_contain_text("1 noch nicht gesendet")
	kept = kept_on(page)
	assert SECRET not in kept["everything"] and "Im Zug" not in kept["everything"]
	assert held(mandate) == []
	context.set_offline(False)
	expect(page.locator("#notice-result")).to_contain_text("Gesendet: Im Zug notiert")
	expect(page.locator("#waiting")).to_be_hidden()
	(session,) = held(mandate)
	assert session.subject == "Im Zug notiert"
	files = frappe.get_all("File", {"attached_to_name": session.name}, ["file_url", "is_private"], order_by="name asc")
	assert [row.is_private for row in files] == [1]
	assert set(kept_on(page)["ids"]) == {"start", "draft"}


def photo() -> dict[str, Any]:
	"""A small picture as a phone's camera gives it."""
	import base64

	png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	return {"name": "IMG_0815.png", "mimeType": "image/png", "buffer": base64.b64decode(png)}


def test_a_server_that_dies_after_the_commit_counts_the_session_once(device: Any, server: Server, mandate: str):
	page = open_page(device())
	fill_in(page, "Kurz vor dem Absturz")
	page.click("#add-step")
	page.fill("#steps .step", "Bäckerei anrufen")
	server.die_after_the_next_session()
	submit(page)
	expect(page.locator("#entries li")).to_contain_text("Die Antwort ging verloren")
	server.process.wait(20)
	(session,) = held(mandate)
	# It may have arrived, so it cannot be changed now.
	expect(page.locator("#entries li button")).to_have_count(0)
	touch_the_style(server)
	server.start()
	page.click("#send-now")
	expect(page.locator("#notice-result")).to_contain_text("Gesendet: Kurz vor dem Absturz")
	assert held(mandate) == [session]
	assert todos(session.name) == 1
	assert quota(mandate) == (1, 1)
	# The server came back with a new version of the page; the old one has sent all the same.
	expect(page.locator("#notice-version")).to_contain_text("neue Fassung")
	page.click("#notice-version button")
	expect(page.locator("#entry")).to_be_visible()
	expect(page.locator("#notice-version")).to_have_count(0)


def touch_the_style(server: Server) -> None:
	"""Change a file of the page, as an update of the app does."""
	style = server.overlay.checkout / "upj_kooperation" / "public" / "phone" / "phone.css"
	style.write_text(style.read_text() + "\n/* newer */\n")


def test_a_refusal_stays_at_the_entry_with_the_servers_words_until_it_is_changed(device: Any, mandate: str):
	page = open_page(device())
	fill_in(page, "Zu lang")
	page.fill("#hours", "10,25")
	submit(page)
	entry = page.locator("#entries li")
	expect(entry).to_contain_text("Nicht angenommen: Mit diesem Termin wären 10,25 von 10 vereinbarten Stunden")
	assert held(mandate) == []
	page.reload()
	entry.get_by_role("button", name="Ändern").click()
	expect(page.locator("#minutes")).to_have_value(SECRET)
	expect(page.locator("#hours")).to_have_value("10,25")
	page.fill("#hours", "1,75")
	submit(page)
	expect(page.locator("#notice-result")).to_contain_text("Gesendet: Zu lang")
	assert [row.hours for row in held(mandate)] == [1.75]


def test_an_expired_login_keeps_the_entry_until_the_user_is_back(device: Any, mandate: str):
	context = device()
	page = open_page(context, kept=True)
	frappe.db.delete("Sessions", {"user": CONSULTANT})
	frappe.db.commit()
	frappe.cache.delete_value("session")
	fill_in(page, "Anmeldung abgelaufen")
	submit(page)
	expect(page.locator("#entries li")).to_contain_text("Ihre Anmeldung ist abgelaufen")
	link = page.locator("#notice-login a")
	assert link.get_attribute("href") == f"/login?redirect-to={PAGE}"
	assert held(mandate) == []
	log_in(context, CONSULTANT)
	page.goto(PAGE)
	expect(page.locator("#notice-result")).to_contain_text("Gesendet: Anmeldung abgelaufen")
	assert [row.subject for row in held(mandate)] == ["Anmeldung abgelaufen"]


def test_another_user_on_the_device_neither_sees_nor_sends_the_entry(device: Any, mandate: str):
	context = device()
	page = open_page(context, kept=True)
	context.set_offline(True)
	fill_in(page, "Vertraulich")
	submit(page)
	expect(page.locator("#entries li")).to_have_count(1)
	# Somebody else logs in while the page is open.
	log_in(context, COLLEAGUE)
	context.set_offline(False)
	expect(page.locator("#notice-foreign")).to_contain_text("Einträge von bela werden gesendet, wenn diese Person sich")
	expect(page.locator("#entry")).to_be_hidden()
	assert SECRET not in page.content() and "Vertraulich" not in page.content()
	page.close()
	other = open_page(context)
	expect(other.locator("#user")).to_have_text("cora")
	expect(other.locator("#waiting")).to_be_hidden()
	kept = kept_on(other)
	assert SECRET not in kept["everything"] and "Vertraulich" not in kept["everything"]
	assert held(mandate) == []
	# Logged out: the reference data go, and what is left is locked.
	other.click("#log-out")
	other.wait_for_url("**/login**")
	assert "upj_termin" not in {cookie["name"] for cookie in context.cookies()}
	kept = kept_on(other)
	assert (kept["cached"], SECRET in kept["everything"]) == (0, False)
	log_in(context, CONSULTANT)
	back = open_page(context)
	expect(back.locator("#notice-result")).to_contain_text("Gesendet: Vertraulich")
	assert [row.subject for row in held(mandate)] == ["Vertraulich"]


def test_two_tabs_send_once(device: Any, mandate: str):
	context = device()
	first, second = open_page(context), open_page(context)
	posts: list[str] = []
	context.on("request", lambda request: posts.append(request.url) if "send_session" in request.url else None)
	context.set_offline(True)
	fill_in(first, "In zwei Fenstern")
	submit(first)
	expect(second.locator("#entries li")).to_have_count(1)
	context.set_offline(False)
	expect(first.locator("#waiting")).to_be_hidden()
	expect(second.locator("#waiting")).to_be_hidden()
	assert [row.subject for row in held(mandate)] == ["In zwei Fenstern"]
	assert len(posts) == 1


def test_a_full_device_says_so_and_sends_from_the_open_page(device: Any, server: Server, mandate: str):
	context = device()
	# Chromium trusts what it measured for half a minute: the room is small from the beginning.
	chrome = context.new_cdp_session(context.new_page())
	chrome.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 1_000_000})
	page = open_page(context)
	context.set_offline(True)
	fill_in(page, "Kein Platz mehr")
	plan = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" + bytes(2_000_000)}
	page.locator("#files").set_input_files(plan)
	expect(page.locator("#chosen li")).to_have_count(1)
	submit(page)
	expect(page.locator("#notice-full")).to_contain_text("Der Speicher dieses Geräts ist voll")
	expect(page.locator("#entries li")).to_contain_text("Kein Platz mehr")
	chrome.send("Storage.overrideQuotaForOrigin", {"origin": server.url})
	context.set_offline(False)
	expect(page.locator("#notice-result")).to_contain_text("Gesendet: Kein Platz mehr")
	assert len(held(mandate)) == 1


AUDIT = """() => {
	const visible = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length;
	const controls = [...document.querySelectorAll("button, input, select, textarea, header a")].filter(visible);
	const small = controls
		.filter((node) => node.type !== "radio")
		.map((node) => [node, node.getBoundingClientRect()])
		.filter(([_node, box]) => box.height < 43.9 || box.width < 43.9)
		.map(([node]) => node.outerHTML.slice(0, 80));
	const nameless = controls
		.filter((node) => !node.labels?.length && !node.textContent.trim() && !node.getAttribute("aria-label"))
		.filter((node) => !node.getAttribute("aria-labelledby"))
		.map((node) => node.outerHTML.slice(0, 80));
	const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
	const light = (colour) => {
		const [red, green, blue] = parts(colour).map((part) => part / 255).map((part) =>
			part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const ground = (node) => {
		for (let one = node; one; one = one.parentElement) {
			const colour = getComputedStyle(one).backgroundColor;
			if (parts(colour)[3] !== 0) return colour;
		}
		return "rgb(255, 255, 255)";
	};
	const is_word = (one) => one.nodeType === 3 && one.textContent.trim();
	const words = (node) => node.value || [...node.childNodes].some(is_word);
	const pale = [...document.body.querySelectorAll("*")].filter(visible).filter(words)
		.map((node) => [node, [light(getComputedStyle(node).color), light(ground(node))].sort((a, b) => b - a)])
		.filter(([_node, [high, low]]) => (high + 0.05) / (low + 0.05) < 4.5)
		.map(([node]) => node.outerHTML.slice(0, 80));
	return { small, nameless, pale, wide: document.documentElement.scrollWidth - innerWidth };
}"""
POLICY = "default-src 'none'; " + "; ".join(
	f"{kind}-src 'self'" for kind in ("script", "style", "connect", "img", "manifest", "worker")
)


def test_the_page_is_accessible_and_keeps_to_itself(device: Any, server: Server, mandate: str):
	context = device()
	foreign: list[str] = []
	faults: list[str] = []
	context.on(
		"request", lambda request: foreign.append(request.url) if not request.url.startswith(server.url) else None
	)

	def under_policy(route: Any) -> None:
		answer = route.fetch()
		route.fulfill(response=answer, headers={**answer.headers, "Content-Security-Policy": POLICY})

	context.route(f"**{PAGE}", under_policy)
	page = context.new_page()
	page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
	page.on("pageerror", lambda error: faults.append(str(error)))
	page.goto(PAGE)
	expect(page.locator("#entry")).to_be_visible()
	page.click("#add-step")
	page.click("#add-person")
	page.click("#entry [type=submit]")
	expect(page.locator("#problems")).to_contain_text("Bitte ausfüllen: Betreff")
	assert page.evaluate("document.activeElement.id") == "subject"
	assert page.evaluate("document.documentElement.lang") == "de"
	for scheme in ("light", "dark"):
		page.emulate_media(color_scheme=scheme)
		for width in (320, 390, 1280):
			page.set_viewport_size({"width": width, "height": 844})
			found = page.evaluate(AUDIT)
			assert found == {"small": [], "nameless": [], "pale": [], "wide": found["wide"]}, (scheme, width, found)
			assert found["wide"] <= 0, (scheme, width)
	modes = page.evaluate("[...document.querySelectorAll('#hours, .sector input')].map((field) => field.inputMode)")
	assert set(modes) == {"decimal", "numeric"}
	assert (foreign, faults) == ([], [])


def test_the_rules_of_the_queue(device: Any):
	page = device().new_page()
	page.goto("/assets/upj_kooperation/phone/phone.css")
	found = page.evaluate(
		"""async () => {
		const rules = await import("/assets/upj_kooperation/phone/queue.js");
		const entry = rules.new_entry("t", { mandate: "M", hours: 1.5 }, 1000);
		const trying = rules.begin_try(entry);
		const words = JSON.stringify([JSON.stringify({ message: "Nein" })]);
		const refusal = { status: 417, body: { _server_messages: words } };
		const kinds = [
			null,
			{ status: 502, body: null },
			{ status: 429, body: {} },
			{ status: 200, body: { message: { session: "SES-1" } } },
			{ status: 200, body: null },
			{ status: 200, body: "<html>WLAN im Zug" },
			{ status: 400, body: { exc_type: "CSRFTokenError" } },
			{ status: 401, body: {} },
			{ status: 404, body: null },
			{ status: 413, body: null },
			refusal,
		].map((answer) => rules.verdict(answer).kind);
		return {
			kinds,
			words: rules.verdict(refusal).words,
			broken: rules.words_of({ _server_messages: "{" }),
			delays: [1, 2, 3, 7, 50].map((attempts) => rules.delay(attempts, 0.5)),
			spread: [rules.delay(1, 0), rules.delay(1, 1)],
			sent: rules.after(trying, { kind: "sent" }, 2000),
			later: rules.after(trying, { kind: "later" }, 2000, 0.5),
			login: rules.after(trying, { kind: "login" }, 2000),
			refused: rules.after(trying, { kind: "refused", words: "Nein" }, 2000),
			due: [
				rules.due([rules.after(trying, { kind: "later" }, 2000)], 3000).length,
				rules.due([rules.after(trying, { kind: "later" }, 2000)], 3000, true).length,
				rules.due([{ ...entry, state: rules.CHANGING }, { ...entry, state: rules.REFUSED }], 9000, true).length,
			],
			change: [entry, trying, rules.after(trying, { kind: "login" }, 1)].map(rules.may_change),
			reserved: rules.reserved([entry, { ...entry, values: { mandate: "N", hours: 9 } }], "M"),
			hours: ["1,5", "1.25", " 2 ", "24", "", "zwei", "1,555", "-1"].map(rules.hours_of),
			stepped: [[1, 1], [1.1, -1], [0.25, -1], [24, 1], [NaN, 1]].map((pair) => rules.stepped(...pair)),
		};
	}"""
	)
	assert found["kinds"] == [
		*("later", "later", "later", "sent", "later", "later"),
		*("token", "login", "later", "refused", "refused"),
	]
	assert (found["words"], found["broken"]) == ("Nein", "")
	assert found["delays"] == [5_000, 10_000, 20_000, 300_000, 300_000]
	assert found["spread"] == [4_500, 5_500]
	assert found["sent"] is None
	assert (found["later"]["unsure"], found["later"]["next"], found["later"]["attempts"]) == (True, 7_000, 1)
	assert (found["login"]["unsure"], found["login"]["attempts"]) == (False, 0)
	assert (found["refused"]["state"], found["refused"]["unsure"]) == ("refused", False)
	assert found["due"] == [0, 1, 0]
	assert found["change"] == [True, False, True]
	assert found["reserved"] == {"sessions": 1, "hours": 1.5}
	assert str(found["hours"]) == "[1.5, 1.25, 2, 24, nan, nan, nan, nan]"
	assert found["stepped"] == [1.25, 1, 0.25, 24, 1.25]
