"""The market evening on German screens: four tables enter by keyboard alone, and the board in the hall follows."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from browsing import barriers
from challenge_people import GOODS, SAARBRUECKEN, make_group, make_partner
from factories import ensure_login, make
from market_records import enter, event_values

from upj_kooperation.api import market_events

pytestmark = pytest.mark.commits

PASSWORD = "Nordertor-2016!"
CLERKS = tuple(f"tisch-{number}@saarbruecken.example" for number in range(1, 5))
AUDITOR = "leinwand@saarbruecken.example"
DEALS_OF_A_TABLE = 50
IS_EMPTY = """() => {
	const form = document.querySelector(".upj-market-form");
	const first = form?.elements.giver_name;
	return first && !form.hidden && document.activeElement === first && !first.value;
}"""


# A table's evening inside its browser: each agreement is sent when the page has saved and cleared the one before.
ENTER_MANY = """([table, count]) => {
	const form = document.querySelector(".upj-market-form");
	const fields = form.elements;
	const is_saved = () => document.activeElement === fields.giver_name && !fields.giver_name.value;
	const enter = async () => {
		for (let number = 0; number < count; number++) {
			const names = { giver_name: "Saarwerk (erfunden)", taker_name: "Verein Muster (erfunden)" };
			const given = `Angebot ${table}-${number}`;
			const values = { ...names, given, kind: "Sachmittel", hours: "2", value: "10" };
			Object.entries(values).forEach(([name, value]) => (fields[name].value = value));
			form.requestSubmit();
			while (!is_saved()) {
				const refused = document.querySelector(".upj-market-error").textContent;
				if (refused) throw new Error(refused);
				await new Promise((resume) => setTimeout(resume, 20));
			}
		}
	};
	window.entering = enter();
}"""


@pytest.fixture
def event() -> str:
	"""An open market event, four clerks, and who looks at the board; committed."""
	doc = make("Market Event", **event_values(make_group().name))
	make_partner("Saarwerk (erfunden)")
	market_events.open_event(doc.name)
	for clerk in CLERKS:
		ensure_login(clerk, PASSWORD, "Cooperation Manager", municipalities=(SAARBRUECKEN,))
	ensure_login(AUDITOR, PASSWORD, "Cooperation Auditor")
	frappe.db.commit()
	return doc.name


@pytest.fixture
def open_desk(open_page: Callable) -> Iterator[Callable[..., Any]]:
	"""`open_desk(user, address)` opens a page of the desk; an error in a script fails the test."""
	errors: list[str] = []

	def open_one(user: str, address: str, width: int = 1280, height: int = 900) -> Any:
		page = open_page(user, PASSWORD)
		page.set_default_timeout(60_000)
		page.set_viewport_size({"width": width, "height": height})
		page.on("pageerror", lambda error: errors.append(str(error)))
		page.goto(address)
		return page

	yield open_one
	assert errors == []


def type_deal(
	page: Any, given: str, *, giver: str = "Saarwerk (erfunden)", hours: str = "2", value: str = "10"
) -> None:
	"""Type an agreement by keyboard alone, from an empty form on, and press Enter; the answer is not waited for."""
	page.wait_for_function(IS_EMPTY)
	for text in (giver, "Verein Muster (erfunden)", given, "Ein Grillabend"):
		page.keyboard.insert_text(text)
		page.keyboard.press("Tab")
	page.keyboard.type(GOODS[:4])
	page.keyboard.press("Tab")
	for text in (hours, value):
		page.keyboard.press("Tab")
		page.keyboard.insert_text(text)
	page.keyboard.press("Enter")


def shows(page: Any, **totals: str) -> None:
	"""Wait until the board shows these totals; it is never loaded anew."""
	for key, text in totals.items():
		page.wait_for_function(
			"([key, text]) => document.querySelector(`[data-total=${key}]`)?.textContent === text", arg=[key, text]
		)


def connect(page: Any, address: str) -> None:
	"""Let a page of the desk use the socket server, which stands on a port of its own here."""
	page.wait_for_function("() => window.frappe?.realtime?.socket && frappe.boot")
	page.evaluate(
		"""port => {
			frappe.realtime.socket.disconnect();
			Object.assign(frappe.realtime, { socket: null });
			window.dev_server = 1;
			frappe.boot.socketio_port = port;
			frappe.realtime.init();
		}""",
		address.rsplit(":", 1)[1],
	)
	page.wait_for_function("() => frappe.realtime.socket.connected")


def test_four_browsers_enter_200_agreements_and_none_is_lost_or_doubled(
	event: str, open_desk: Callable, socket_server: str, capsys: pytest.CaptureFixture
):
	board = open_desk(AUDITOR, "/app/market-event", 1920, 1080)
	# What is new shines up, which a machine without graphics pays for dearly.
	board.emulate_media(reduced_motion="reduce")
	# A list that is still on its way would take the screen back from the board.
	board.locator("[id='page-List/Market Event/List']").wait_for()
	connect(board, socket_server)
	board.evaluate("name => frappe.set_route('market-board', name)", event)
	shows(board, deals="0")
	board.get_by_text("Live-Verbindung", exact=True).wait_for()
	tables = [open_desk(clerk, f"/app/market-entry/{event}") for clerk in CLERKS]
	for page in tables:
		page.wait_for_function(IS_EMPTY)
	begun = time.monotonic()
	for table, page in enumerate(tables):
		page.evaluate(ENTER_MANY, [table, DEALS_OF_A_TABLE])
	for page in tables:
		page.evaluate("() => window.entering")
	entered = time.monotonic() - begun
	shows(board, deals="200", hours="400", value="2.000")
	shown = time.monotonic() - begun
	with capsys.disabled():
		print(f"\n200 agreements from four browsers in {entered:.0f} s, all of them on the board after {shown:.0f} s")
	frappe.db.rollback()
	fields = ["given", "entry_key", "entered_by", "giver", "hours", "value"]
	rows = frappe.get_all("Market Deal", filters={"market_event": event}, fields=fields, order_by="name asc")
	wanted = {f"Angebot {table}-{number}" for table in range(len(CLERKS)) for number in range(DEALS_OF_A_TABLE)}
	assert len(rows) == len(wanted) == 200 and {row.given for row in rows} == wanted
	assert len({row.entry_key for row in rows}) == 200 and {row.entered_by for row in rows} == set(CLERKS)
	assert all(row.giver and (row.hours, row.value) == (2, 10) for row in rows)
	board.get_by_text("200 von 200 Vereinbarungen").wait_for()
	# Cut off and connected again, the board reads what it has missed.
	board.evaluate("() => frappe.realtime.socket.disconnect()")
	board.get_by_text("Ohne Live-Verbindung").wait_for()
	type_deal(tables[0], "Noch eines")
	shows(board, deals="201")
	board.get_by_text("Live-Verbindung", exact=True).wait_for()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (390, 844)])
def test_the_board_shows_text_as_text_and_reads_by_itself_without_a_connection(
	width: int, height: int, event: str, open_desk: Callable
):
	enter(event, given="5 < 6 & \"Törtchen\" 'für alle'", returned="${alert(1)}", hours=2.5, value=1234.4)
	frappe.db.commit()
	page = open_desk(AUDITOR, f"/app/market-board/{event}", width, height)
	shows(page, deals="1", hours="2,5", value="1.234")
	board = page.locator(".upj-board")
	board.get_by_text("5 < 6 & \"Törtchen\" 'für alle'").wait_for()
	assert "Geld ist tabu" in board.inner_text() and "Dafür: ${alert(1)}" in board.inner_text()
	assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
	assert barriers(page, within=".upj-board") == []
	board.get_by_text("Ohne Live-Verbindung: alle 10 Sekunden neu gelesen").wait_for()
	enter(event)
	frappe.db.commit()
	shows(page, deals="2")


def test_what_is_refused_says_why_in_place_and_what_is_sent_twice_is_one(event: str, open_desk: Callable):
	page = open_desk(CLERKS[0], f"/app/market-entry/{event}", 390)
	type_deal(page, "500 Euro")
	page.get_by_role("alert").get_by_text("Geld ist hier tabu, und hier ist von Geld die Rede: 500 Euro").wait_for()
	assert (
		page.locator(".modal.show").count() == 0
		and page.get_by_label("Das Unternehmen gibt").input_value() == "500 Euro"
	)
	assert barriers(page, within=".upj-market-entry") == []
	page.get_by_label("Das Unternehmen gibt").fill("Vier Bänke")
	# The answer to the first press is lost on its way; the second press sends the same entry again.
	page.route("**/*.enter_deal", lambda route: (route.fetch(), route.abort()), times=1)
	page.keyboard.press("Enter")
	page.get_by_role("alert").get_by_text("Drücken Sie noch einmal die Eingabetaste").wait_for()
	page.keyboard.press("Enter")
	page.wait_for_function(IS_EMPTY)
	page.get_by_text("Saarwerk (erfunden) → Verein Muster (erfunden): Vier Bänke").wait_for()
	frappe.db.rollback()
	[deal] = frappe.get_all("Market Deal", filters={"market_event": event}, pluck="name", order_by="name asc")
	page.keyboard.type("Saarw")
	page.wait_for_function("() => document.querySelector('#upj-market-givers option')?.value === 'Saarwerk (erfunden)'")
	assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
	market_events.close_event(event)
	frappe.db.commit()
	page.goto(f"/app/market-deal/{deal}")
	page.wait_for_function("() => window.cur_frm?.doctype === 'Market Deal' && !frappe.dom.freeze_count")
	page.evaluate("() => cur_frm.custom_buttons['Zurückziehen'].click()")
	dialog = page.locator(".modal.show")
	dialog.locator("textarea").fill("Doppelt erfasst")
	dialog.get_by_role("button", name="Zurückziehen").click()
	page.wait_for_function("() => cur_frm.doc.status === 'Withdrawn' && !cur_frm.is_dirty()")
	assert "Doppelt erfasst (Status)" in page.evaluate("() => cur_frm.doc.change_log")
	page.goto(f"/app/market-event/{event}")
	page.wait_for_function("() => window.cur_frm?.doc?.status === 'Closed' && !frappe.dom.freeze_count")
	page.evaluate("() => cur_frm.custom_buttons['Wieder öffnen'].click()")
	page.wait_for_function("() => cur_frm.doc.status === 'Open'")
