"""The story of Nienburg and Nordertor, end to end through the app's own functions, and once through the browser."""

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from entry_points import page

from upj_kooperation.api import areas
from upj_kooperation.cooperation import partner_pages
from upj_kooperation.demo.chapters import story
from upj_kooperation.demo.people import ADVISER, APPROVER, MANAGER, PARTNER, PASSWORD, TREASURER

pytestmark = pytest.mark.install

NIENBURG = "03256022"
BAKERY = "Backstube Abendrot (erfunden)"


@pytest.fixture(scope="module")
def story_site(overlay: Any, test_site: str, make_site: Callable[[], str]) -> str:
	"""A site of its own with the whole story, loaded as `make demo` loads it."""
	site = make_site()
	overlay.install_app(site)
	overlay.frappe(site, "execute", "upj_kooperation.demo.load")
	return site


@pytest.fixture
def told(story_site: str, on_site: Callable) -> Iterator[None]:
	"""A connection to the site with the story."""
	with on_site(story_site):
		yield


def one(doctype: str, **filters: Any) -> Any:
	"""Return the only record that the filters find."""
	[name] = frappe.get_all(doctype, filters=filters, pluck="name", order_by="creation asc")
	return frappe.get_doc(doctype, name)


def test_no_two_towns_applied_at_the_same_time(told: None) -> None:
	"""Of those the machine's speed would decide which came first, and the ranking with them."""
	moments = frappe.get_all("Call Application", pluck="submitted_on", order_by="name asc")
	assert len(moments) == 13
	assert moments == sorted(set(moments))


def test_nienburg_is_selected_with_its_programme_area(told: None) -> None:
	application = one("Call Application", municipality=NIENBURG)
	assert application.workflow_state == "Selected"
	assert application.eligible
	assert frappe.db.get_value("Programme Area", application.programme_area, "area_name") == "Nordertor"
	assert str(application.submitted_on).startswith("2016-02-15")


def test_three_people_reviewed_thirteen_applications_and_ten_were_selected(told: None) -> None:
	[conflict] = frappe.get_all("Application Review", filters={"status": "Conflict of Interest"}, order_by="name asc")
	assert frappe.db.count("Application Review", {"status": "Handed In"}) == 26, conflict
	states = frappe.get_all("Call Application", pluck="workflow_state", order_by="name asc")
	counted = {state: states.count(state) for state in set(states)}
	assert counted == {"Selected": 10, "Waitlisted": 1, "Rejected": 1, "Withdrawn": 1}
	round_2016 = one("Selection Round")
	assert (round_2016.workflow_state, round_2016.candidates[0].municipality_name) == ("Decided", "Nienburg/Weser")
	assert round_2016.proposed_by != round_2016.decided_by
	assert frappe.db.count("Call Notice", {"kind": "Moved Up"}) == 1


def test_the_mandate_counts_five_sessions_and_their_hours(told: None) -> None:
	mandate = one("Advisory Mandate", municipality=NIENBURG)
	assert (mandate.sessions_used, mandate.sessions_remaining) == (5, 3)
	assert (mandate.hours_used, mandate.hours_remaining) == (14.5, 9.5)


def test_the_mandate_was_extended_and_a_session_corrected_with_a_reason(told: None) -> None:
	mandate = one("Advisory Mandate", municipality=NIENBURG)
	assert (str(mandate.end_date), [str(row.end_before) for row in mandate.extensions]) == (
		"2017-12-31",
		["2017-09-30"],
	)
	session = one("Advisory Session", subject="Von der Idee zur Vereinbarung")
	assert [row.corrected_by for row in session.corrections] == [MANAGER.user]


def test_a_session_was_written_on_the_road(told: None) -> None:
	session = one("Advisory Session", subject="Start der Backklasse")
	assert (session.status, session.owner, len(session.participants)) == ("Held", ADVISER.user, 3)
	assert session.submission_key


def test_the_list_went_in_but_for_the_rows_with_problems(told: None) -> None:
	imported = one("Stakeholder Import", municipality=NIENBURG)
	figures = (imported.rows_total, imported.rows_blocked, imported.rows_imported)
	assert (imported.status, *figures) == ("Imported", 5, 2, 3)
	assert "Laden ist keine Art" in imported.findings and BAKERY in imported.findings
	assert "Speiche" in one("Contact", email_id="werkstatt@speiche.example").full_name
	assert frappe.db.count("Stakeholder", {"stakeholder_name": BAKERY}) == 1


def test_nienburg_asked_cologne_and_both_met(told: None) -> None:
	assert one("Exchange Request", municipality=NIENBURG).status == "Closed"
	workshop = one("Peer Workshop", municipality=NIENBURG)
	assert (workshop.status, [row.attended for row in workshop.municipalities]) == ("Held", [1, 0])


def test_next_steps_are_todos_with_owner_and_date(told: None) -> None:
	todo = one("ToDo", description=["like", "%Sachstandsbericht für den Rat%"])
	assert (todo.allocated_to, todo.status, str(todo.date)) == (MANAGER.user, "Open", "2017-08-31")
	assert frappe.db.count("ToDo", {"reference_type": "Advisory Session", "status": "Closed"}) == 6


def test_the_gap_view_shows_that_groups_leave_out_the_economy(told: None) -> None:
	frappe.set_user(MANAGER.user)
	area = one("Programme Area", municipality=NIENBURG).name
	rows = {row["field_of_action"]: row for row in areas.gap_view(area)}
	assert not rows["Lokale Ökonomie"]["working_groups"]
	assert all(rows[field]["working_groups"] == 1 for field in ("Soziales", "Wohnumfeld", "Verkehr", "Jugend"))


def test_the_bakery_went_from_contacted_to_engaged(told: None) -> None:
	bakery = one("Stakeholder", stakeholder_name=BAKERY)
	assert (bakery.engagement_stage, bakery.stage_since) == ("Engaged", datetime.date(2016, 10, 4))
	stages = [
		change[1:]
		for version in frappe.get_all(
			"Version", filters={"docname": bakery.name}, fields=["data"], order_by="creation asc"
		)
		for change in frappe.parse_json(version.data).get("changed", [])
		if change[0] == "engagement_stage"
	]
	# Frappe writes the history in the language of whoever changed the record.
	way = [frappe._(stage, lang="de") for stage in ("Contacted", "Interested", "In Talks", "Engaged")]
	assert [new for _old, new in stages] == way


def test_plans_went_their_way_and_ended_with_a_reason(told: None) -> None:
	runs = {
		(frappe.db.get_value("Stakeholder", run.stakeholder, "stakeholder_name"), run.plan): run
		for run in frappe.get_all("Follow-up Run", fields=["*"], order_by="creation asc")
	}
	assert runs[BAKERY, "Erstansprache eines Betriebs"].status == "Completed"
	assert runs[BAKERY, "Partnerschaft pflegen"].status == "Running"
	ended = runs["Autohaus Kreisel (erfunden)", "Erstansprache eines Betriebs"]
	assert ended.status == "Discontinued" and "Kein Interesse" in ended.end_reason
	[last] = frappe.get_all(
		"ToDo",
		filters={"reference_name": runs[BAKERY, "Partnerschaft pflegen"].stakeholder, "status": "Open"},
		pluck="date",
	)
	assert last == datetime.date(2017, 8, 31)


def test_the_agreement_came_into_force_with_the_third_signature(told: None) -> None:
	agreement = one("Cooperation Agreement", municipality=NIENBURG, version=1)
	assert agreement.in_force_since == datetime.date(2017, 1, 9)
	assert all(party.signed_on for party in agreement.parties)
	assert (agreement.approved_by, agreement.approval_organ) == (APPROVER.user, "Mayor")
	assert "§ 2 Pflichten der Beteiligten" in agreement.subject_matter
	assert agreement.content_hash == agreement.current_hash()


def test_an_amendment_took_the_agreement_s_place_in_summer(told: None) -> None:
	first = one("Cooperation Agreement", municipality=NIENBURG, version=1)
	second = one("Cooperation Agreement", municipality=NIENBURG, version=2)
	assert (first.workflow_state, first.replaced_by, first.ended_on) == (
		"Replaced",
		second.name,
		datetime.date(2017, 6, 30),
	)
	assert (second.workflow_state, second.in_force_since) == ("In Force", datetime.date(2017, 7, 1))
	assert [bool(row.fulfilled_on) for row in first.duties] == [True, False, False]
	assert first.duties[0].fulfilled_on == second.duties[0].fulfilled_on


def test_the_bakery_reported_in_the_internet_and_the_town_confirmed(told: None) -> None:
	report, agreement = one("Duty Report"), one("Cooperation Agreement", municipality=NIENBURG, version=2)
	assert (report.owner, report.party_name, report.status, report.decided_by) == (
		PARTNER.user,
		BAKERY,
		"Confirmed",
		MANAGER.user,
	)
	assert [row.fulfilled_on for row in agreement.duties] == [
		datetime.date(2017, 5, 20),
		datetime.date(2017, 6, 28),
		None,
		None,
	]
	frappe.set_user(PARTNER.user)
	context = page(partner_pages.show_overview)
	assert [row.name for row in context.agreements if row.workflow_state == "In Force"] == [agreement.name]
	assert [duty.duty for duty in context.duties if duty.is_own] == ["Törtchen für den Weihnachtsmarkt backen"]


def test_the_project_runs_and_has_its_erpnext_project(told: None) -> None:
	project = one("Cooperation Project", municipality=NIENBURG)
	assert project.workflow_state == "Running"
	assert frappe.db.get_value("Project", project.project, "upj_cooperation_project") == project.name
	tasks = [frappe.db.get_value("Task", row.task, ["status", "completed_on"]) for row in project.milestones]
	assert tasks == [
		("Completed", datetime.date(2017, 2, 15)),
		("Completed", datetime.date(2017, 5, 20)),
		("Open", None),
	]
	assert project.progress == pytest.approx(66.7)
	assert sum(row.contribution_value for row in project.partners) == 1680
	assert project.partners[1].delivered_quantity == 60
	assert [row.point for row in project.indicators] == ["Start", "Middle"]


def test_duties_stand_with_the_manager_until_they_are_fulfilled_and_move_to_the_amendment(told: None) -> None:
	states = {}
	for version in (1, 2):
		agreement = one("Cooperation Agreement", municipality=NIENBURG, version=version)
		todos = frappe.get_all(
			"ToDo",
			filters={"reference_type": agreement.doctype, "reference_name": agreement.name},
			fields=["allocated_to", "status"],
			order_by="date asc, status asc, name asc",
		)
		assert {todo.allocated_to for todo in todos} == {MANAGER.user}
		states[version] = [todo.status for todo in todos]
	assert states == {1: ["Closed", "Cancelled", "Cancelled"], 2: ["Closed", "Open", "Open"]}


def test_each_gift_went_the_way_of_its_kind(told: None) -> None:
	gifts = {
		gift.sponsorship_title: gift for gift in frappe.get_all("Sponsorship", fields=["*"], order_by="creation asc")
	}
	small = gifts["Spende für Backformen"]
	assert (small.kind, small.deciding_organ, small.workflow_state) == ("Money Donation", "Mayor", "Received")
	assert small.receipt_possible
	assert (small.decided_by, small.taken_by) == (APPROVER.user, MANAGER.user)
	receipt = one("Donation Receipt", name=small.donation_receipt)
	assert (receipt.receipt_number, receipt.amount_in_words, receipt.docstatus) == ("2017-0001", "achtzig Euro", 1)
	logo = gifts["Sponsoring Stadtteilfest"]
	assert logo.kind == "Sponsoring"
	invoice = frappe.get_doc("Sales Invoice", logo.sales_invoice)
	assert (invoice.docstatus, invoice.net_total, invoice.customer_name) == (0, 500, BAKERY)
	proceeds = gifts["Erlös der Nordertörtchen für den Stadtteilfonds"]
	assert (proceeds.giver_sum, proceeds.deciding_organ) == (720, "Council")
	assert (proceeds.workflow_state, proceeds.received_amount, proceeds.open_amount) == ("Received", 640, 0)
	seed_money = frappe.get_all(
		"Journal Entry",
		filters={"upj_sponsorship": proceeds.name, "docstatus": 1},
		fields=["posting_date", "total_debit", "owner"],
		order_by="posting_date asc",
	)
	assert [(str(row.posting_date), row.total_debit, row.owner) for row in seed_money] == [
		("2017-07-07", 400, TREASURER.user),
		("2017-09-11", 240, TREASURER.user),
	]
	waiting = gifts["Spende für Farbe und Pinsel"]
	assert (waiting.workflow_state, waiting.deciding_organ) == ("To Be Accepted", "Council")
	assert not gifts["Freiwilligentag am Spielplatz"].receipt_possible
	assert one("Sponsor Package", name=logo.sponsor_package).places_taken == 1
	brokered = gifts["Zeichenkarton für den Nachbarschaftsverein"]
	assert (brokered.workflow_state, brokered.kind, brokered.receipt_possible) == ("Accepted", "In-kind Donation", 0)


def test_the_paper_of_2016_was_noted_and_the_report_follows_it(told: None) -> None:
	paper = one("Council Paper", reference="5/014/2016")
	assert paper.workflow_state == "Noted"
	report = one("Council Paper", predecessor=paper.name)
	assert report.workflow_state == "Draft"
	assert any("Nordertörtchen" in (row.fact or "") for row in report.facts)


def test_deeds_are_told_in_the_order_of_their_moments_and_no_two_share_one() -> None:
	moments = [deed.moment for deed in story()]
	assert moments == sorted(set(moments))


def test_a_second_load_doubles_nothing(story_site: str, bench_cmd: Callable[..., Any], on_site: Callable) -> None:
	tables = (
		"Municipality",
		"Call Application",
		"Advisory Session",
		"ToDo",
		"Stakeholder",
		"Sponsorship",
		"User",
		"Follow-up Run",
	)

	def counts() -> dict[str, int]:
		with on_site(story_site):
			return {table: frappe.db.count(table) for table in tables}

	before = counts()
	bench_cmd(story_site, "execute", "upj_kooperation.demo.load")
	assert counts() == before


class TestInTheBrowser:
	"""The four people of the first morning, in German, on the site with the story."""

	# How Chromium names the scripts of our forms and bundles in a stack.
	OURS = re.compile(r"upj_kooperation|\w+__js")

	@pytest.fixture
	def desk(self, story_site: str, serve: Callable, browser: Any) -> Iterator[Callable[[str], Any]]:
		"""`desk(user)` returns a page of a logged-in person; complaints of our scripts fail the test."""
		contexts: list[Any] = []
		errors: list[str] = []
		with serve(story_site) as server:

			def log_in(user: str) -> Any:
				context = browser.new_context(
					base_url=server.url,
					locale="de-DE",
					timezone_id="Europe/Berlin",
					viewport={"width": 1360, "height": 1000},
				)
				contexts.append(context)
				page = context.new_page()
				page.on("pageerror", lambda error: errors.append(f"{error} {error.stack}"))
				page.goto("/login")
				page.fill("#login_email", user)
				page.fill("#login_password", PASSWORD)
				page.click(".btn-login")
				page.wait_for_url("**/app**")
				return page

			yield log_in
			for context in contexts:
				context.close()
		assert not [error for error in errors if self.OURS.search(error)]

	def test_the_manager_finds_the_home_workspace(self, desk: Callable[[str], Any]) -> None:
		page = desk(MANAGER.user)
		page.goto("/app/kooperation")
		page.wait_for_selector(".number-widget-box .number")
		text = page.locator(".layout-main").inner_text()
		assert "Zuwendung" in text
		assert "Sponsorship" not in text

	def test_the_adviser_logs_a_session(self, desk: Callable[[str], Any], story_site: str, on_site: Callable) -> None:
		with on_site(story_site):
			mandate = one("Advisory Mandate", municipality=NIENBURG)
			used = mandate.sessions_used
		page = desk(ADVISER.user)
		page.goto(f"/app/advisory-session/new?mandate={mandate.name}")
		page.wait_for_selector("[data-fieldname='subject'] input")
		page.fill("[data-fieldname='subject'] input", "Abschluss (erfunden)")
		page.evaluate(
			"""async () => {
				await cur_frm.set_value("session_date", "2017-09-12");
				await cur_frm.set_value("mode", "Online");
				await cur_frm.set_value("hours", 1.5);
				await cur_frm.set_value("minutes", "<p>Ausblick</p>");
				await cur_frm.set_value("status", "Held");
			}"""
		)
		page.keyboard.press("Control+s")
		page.wait_for_url("**/advisory-session/SES-*")
		with on_site(story_site):
			assert frappe.db.get_value("Advisory Mandate", mandate.name, "sessions_used") == used + 1

	def test_the_approver_accepts_a_sponsorship(
		self, desk: Callable[[str], Any], story_site: str, on_site: Callable
	) -> None:
		with on_site(story_site):
			name = self._offer_of_the_printer()
			frappe.db.commit()
		page = desk(APPROVER.user)
		page.goto(f"/app/sponsorship/{name}")
		page.locator(".actions-btn-group button:visible").first.click()
		page.locator(".actions-btn-group .dropdown-menu:visible a", has_text="Annehmen").click()
		confirm = page.locator(".modal.show .btn-modal-primary")
		if confirm.count():
			confirm.click()
		page.wait_for_function("() => cur_frm.doc.workflow_state === 'Accepted'")
		with on_site(story_site):
			gift = frappe.get_doc("Sponsorship", name)
			assert (gift.docstatus, gift.decided_by) == (1, APPROVER.user)

	def test_the_manager_prints_the_report(
		self, desk: Callable[[str], Any], story_site: str, on_site: Callable
	) -> None:
		with on_site(story_site):
			name = one("Council Paper", reference="5/014/2016").name
		page = desk(MANAGER.user)
		answer = page.request.get(
			"/api/method/frappe.utils.print_format.download_pdf",
			params={"doctype": "Council Paper", "name": name, "format": "Status Report", "_lang": "de"},
		)
		assert answer.ok
		assert answer.body().startswith(b"%PDF")

	def _offer_of_the_printer(self) -> str:
		from upj_kooperation.demo import gift_texts, texts
		from upj_kooperation.demo.deeds import change, enter, find, step

		frappe.set_user(MANAGER.user)
		gift = enter(
			"Sponsorship",
			sponsorship_title="Druck der Plakate",
			giver=find("Stakeholder", stakeholder_name=texts.PRINTER),
			municipality=NIENBURG,
			offered_on="2017-09-04",
			purpose="Plakate für das Stadtteilfest",
			contribution_form="Money",
			return_expected="No",
			giver_aim="Support the Purpose",
			cost_split="No",
			professional_service="No",
			amount=50,
		)
		step(gift, "Decide Kind")
		answers = [{"question": question, "answer": "No"} for question in gift_texts.CONFLICT_QUESTIONS]
		return step(
			change("Sponsorship", gift.name, conflict_answers=answers), "Check Conflicts", "Put up for Decision"
		).name
