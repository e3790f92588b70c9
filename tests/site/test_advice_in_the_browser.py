"""A session in the German desk: planned, invited to, held, corrected by the manager, printed."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from advice_people import CONSULTANT, KIRA, committed_people
from factories import make_mandate
from frappe.utils import nowdate

PASSWORD = "Törtchen-2016-backen"

pytestmark = pytest.mark.commits


@pytest.fixture(scope="module")
def mandate(test_site: str, on_site: Any) -> Iterator[str]:
	"""A mandate that runs today, and passwords for its consultant and the manager."""
	with committed_people(test_site, on_site):
		with on_site(test_site):
			name = make_mandate(CONSULTANT, end_date="2099-12-31").name
			for user in (CONSULTANT, KIRA):
				doc = frappe.get_doc("User", user)
				doc.update({"new_password": PASSWORD, "language": "de"}).save()
			frappe.db.commit()
		yield name


def button(page: Any, text: str) -> Any:
	"""Return the form's button with this text."""
	return page.locator(".page-head button:visible", has_text=text).first


def test_a_session_from_plan_to_paper(mandate: str, open_page: Callable[..., Any]):
	page = open_page(CONSULTANT, PASSWORD)
	errors: list[str] = []
	page.on("pageerror", lambda error: errors.append(str(error)))
	page.goto(f"/app/advisory-session/new?mandate={mandate}")
	page.wait_for_selector("[data-fieldname='subject'] input")
	page.fill("[data-fieldname='subject'] input", "Auftakt im Nordertor")
	page.evaluate(
		"""async (day) => {
			await cur_frm.set_value({ session_date: day, hours: 2, location: "Rathaus" });
			const row = cur_frm.add_child("participants", { participant_name: "Ada (erfunden)", sector: "Company" });
			row.email = "ada@backstube.example";
			cur_frm.refresh_field("participants");
		}""",
		nowdate(),
	)
	page.keyboard.press("Control+s")
	page.wait_for_url("**/advisory-session/SES-*")
	name = page.url.rsplit("/", 1)[1]
	button(page, "Einladungen senden").click()
	page.wait_for_function("() => (cur_frm.doc.invitations || []).length === 1")

	button(page, "Termin durchgeführt").click()
	dialog = page.locator(".modal.show")
	dialog.locator("[data-fieldname='minutes'] .ql-editor[contenteditable='true']").fill("Auftakt mit der Verwaltung.")
	dialog.locator(".btn-modal-primary").click()
	page.wait_for_function("() => cur_frm.doc.status === 'Held' && !cur_frm.is_dirty()")
	assert page.locator("[data-fieldname='subject'] input:visible").count() == 0

	manager = open_page(KIRA, PASSWORD)
	manager.on("pageerror", lambda error: errors.append(str(error)))
	manager.goto(f"/app/advisory-session/{name}")
	manager.wait_for_function("() => window.cur_frm?.doc?.status === 'Held'")
	manager.evaluate("() => cur_frm.set_value('hours', 3)")
	manager.keyboard.press("Control+s")
	dialog = manager.locator(".modal.show")
	dialog.locator("[data-fieldname='correction_reason'] textarea").fill("Eine Stunde vergessen (erfunden)")
	dialog.locator(".btn-modal-primary").click()
	manager.wait_for_function("() => (cur_frm.doc.corrections || []).length === 1 && !cur_frm.is_dirty()")
	assert button(manager, "Protokoll drucken").is_visible()
	answer = manager.request.get("/api/method/upj_kooperation.api.sessions.print_minutes", params={"session": name})
	assert answer.ok and answer.body().startswith(b"%PDF")
	assert not errors
	frappe.db.rollback()
	(row,) = frappe.get_doc("Advisory Session", name).corrections
	assert (row.corrected_by, row.reason) == (KIRA, "Eine Stunde vergessen (erfunden)")
	assert frappe.db.get_value("Advisory Mandate", mandate, "hours_used") == 3
