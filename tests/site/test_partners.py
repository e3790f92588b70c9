"""Partners on the web: invited with one click, they see their own agreements alone, and report what is done."""

import email
import email.policy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe
import pytest
from advice_people import KIRA, KOLJA, committed_people
from agreement_people import refused
from browsing import barriers
from entry_points import page
from factories import (
	BAKERY,
	NIENBURG,
	SCHOOL,
	ensure_outgoing_mail,
	ensure_stakeholder,
	ensure_user,
	make,
	make_agreement,
	make_contact,
)
from frappe.utils import add_days, getdate, today
from frappe.utils.password import update_password
from freezegun import freeze_time

from upj_kooperation import tasks
from upj_kooperation.api import cooperation
from upj_kooperation.api import partners as api
from upj_kooperation.cooperation import duty_reports, partner_mails, partner_pages
from upj_kooperation.domain.working_days import working_day_until
from upj_kooperation.stakeholder_relations.lookups import working_calendar

BAKER, TEACHER = "max.baecker@partner.example", "lehrkraft@partner.example"
PASSWORD = "Nordertor-2016!"


@pytest.fixture(scope="module", autouse=True)
def people(test_site: str, on_site: Callable) -> Iterator[None]:
	"""Nienburg with its manager Kira and a mail account, Cologne with Kolja; the bakery's and the school's contact."""
	with committed_people(test_site, on_site):
		with on_site(test_site):
			for user in (BAKER, TEACHER):
				ensure_user(user, "Cooperation Partner")
			frappe.db.commit()
		yield


@contextmanager
def acting(user: str) -> Iterator[None]:
	"""Act as `user`."""
	before = frappe.session.user
	frappe.set_user(user)
	frappe.local.lang = "en"
	try:
		yield
	finally:
		frappe.set_user(before)


def in_force(state: str = "In Force", **values: Any) -> Any:
	"""An agreement of town, bakery and school; the way there is told in test_cooperation."""
	with acting(KIRA):
		values.setdefault("start_date", add_days(today(), -200))
		values.setdefault("end_date", add_days(today(), 200))
		values.setdefault(
			"duties",
			[
				{"party_name": BAKERY, "duty": "Das Rezept entwickeln", "due_date": late_since(-3)},
				{"party_name": SCHOOL, "duty": "Den Verkauf übernehmen", "due_date": add_days(today(), 30)},
				{"party_name": "Nienburg/Weser", "duty": "Den Stand stellen", "due_date": late_since(-1)},
			],
		)
		doc = make_agreement(**values)
	frappe.db.set_value(doc.doctype, doc.name, {"docstatus": 1, "workflow_state": state})
	for table in ("Agreement Party", "Agreement Duty"):
		frappe.db.set_value(table, {"parent": doc.name}, "docstatus", 1)
	return doc.reload()


def late_since(days: int) -> Any:
	"""The last working day so many days ago or before, so that the duty of that day is late today."""
	return working_day_until(getdate(add_days(today(), days)), working_calendar(NIENBURG))


def give_access(user: str, stakeholder: str) -> Any:
	"""Give a contact access as the scheduler does, without the mail."""
	partner = ensure_stakeholder(stakeholder, "School" if stakeholder == SCHOOL else "Company")
	contact = make_contact("Max" if user == BAKER else "Lea", partner, email=user)
	with acting(KIRA):
		access = frappe.get_doc("Partner Access", api.invite_contact(partner.name, contact.name))
	return access.record(status="Active", user=user).save()


def report(doc: Any, row: int = 0, day: Any = None, **answers: Any) -> dict:
	"""Report a duty as its page does, in German."""
	given = {"fulfilled_on": str(day or today()), **answers}
	return api.report_fulfilment(f"{doc.name}|{doc.duties[row].name}", given)


def test_the_town_invites_a_contact_with_one_click():
	doc = in_force()
	bakery = ensure_stakeholder(BAKERY)
	new = "neu@partner.example"
	contact = make_contact("Nora", bakery, email=new)
	without = make_contact("Olga", bakery)
	stranger = make_contact("Fremd", email="fremd@anderswo.example")
	colleague = make_contact("Kira", bakery, email=KIRA)
	with acting(KIRA):
		assert {one["contact"] for one in api.contacts_to_invite(doc.name)} == {
			contact.name,
			without.name,
			colleague.name,
		}
		with refused("has no mail address"):
			api.invite_contact(bakery.name, without.name)
		with refused("is no contact of Backstube"):
			api.invite_contact(bakery.name, stranger.name)
		with refused("works in the desk"):
			api.invite_contact(bakery.name, colleague.name)
		access = api.invite_contact(bakery.name, contact.name)
		with refused("has access for Backstube", frappe.UniqueValidationError):
			api.invite_contact(bakery.name, contact.name)
	with acting(KOLJA), refused(None, frappe.PermissionError):
		api.invite_contact(bakery.name, contact.name)
	invited = frappe.get_doc("Partner Access", access)
	assert (invited.status, invited.email, invited.user, invited.municipality) == ("Invited", new, None, "03256022")
	tasks._open_partner_access(frappe.get_doc("Partner Access", access))
	tasks._open_partner_access(frappe.get_doc("Partner Access", access))
	invited.reload()
	user = frappe.get_doc("User", new)
	assert (invited.status, invited.user, user.user_type) == ("Active", new, "Website User")
	assert {row.role for row in user.roles} == {"Cooperation Partner"}
	queued = frappe.get_all("Email Queue", filters={"reference_name": access}, pluck="message")
	assert len(queued) == 1 and "update-password" in queued[0].replace("=\n", "").replace("=\r\n", "")
	with acting(KIRA):
		api.end_access(access)
		with refused("has ended already"):
			api.end_access(access)
		assert api.invite_contact(bakery.name, contact.name) != access


def test_a_contact_sees_own_agreements_and_nothing_else():
	give_access(BAKER, BAKERY), give_access(TEACHER, SCHOOL)
	ours = in_force()
	draft = in_force(state="Organ Approval", agreement_title="Noch nicht")
	parties = [
		{"party_type": "Municipality", "signatory": "Erika Musterfrau"},
		{"party_type": "Stakeholder", "stakeholder": ensure_stakeholder(SCHOOL).name, "signatory": "Lieschen Müller"},
	]
	duties = [{"party_name": SCHOOL, "duty": "Geheim", "due_date": today()}]
	theirs = in_force(agreement_title="Nur Schule", parties=parties, duties=duties)
	with acting(BAKER):
		overview = page(partner_pages.show_overview)
		assert [row.name for row in overview.agreements] == [ours.name]
		assert (overview.agreements[0].open, overview.agreements[0].overdue) == (3, 2)
		# The town's overdue duty is seen too.
		assert [(one.party_name, one.is_own) for one in overview.duties[:2]] == [
			(BAKERY, True),
			("Nienburg/Weser", False),
		]
		shown = page(partner_pages.show_agreement, agreement=ours.name)
		assert len(shown.parties) == 3 and [duty.can_report for duty in shown.duties] == [True, False, False]
		for other in (theirs, draft):
			assert page(partner_pages.show_agreement, agreement=other.name).http_status_code == 404
			form = {"agreement": other.name, "duty": other.duties[0].name}
			assert page(partner_pages.show_report, **form).http_status_code == 404
			with refused("no agreement here", frappe.PermissionError):
				api.download_agreement(other.name)
			with refused("no agreement here", frappe.PermissionError):
				api.download_copy(other.name, other.parties[1].name)
			with refused("keine solche Pflicht", frappe.PermissionError):
				report(other)
		for doctype in (
			"Cooperation Agreement",
			"Stakeholder",
			"Cooperation Project",
			"Partner Access",
			"Council Paper",
		):
			for name in frappe.get_all(doctype, pluck="name", limit=1):
				assert not frappe.has_permission(doctype, "read", name)
			with refused(None, frappe.PermissionError):
				frappe.get_list(doctype)
	with acting(TEACHER):
		assert {row.name for row in partner_pages.own_agreements()} == {ours.name, theirs.name}
	with acting(KIRA):
		for access in frappe.get_list("Partner Access", filters={"user": BAKER}, pluck="name"):
			api.end_access(access)
	with acting(BAKER):
		assert partner_pages.own_agreements() == []
		with refused("no agreement here", frappe.PermissionError):
			api.download_agreement(ours.name)


def test_what_is_reported_counts_when_the_town_confirms_it():
	give_access(BAKER, BAKERY)
	doc = in_force()
	with acting(BAKER):
		for day, message in (
			(add_days(today(), 1), "der Tag liegt in der Zukunft"),
			(add_days(today(), -300), "vor dem Beginn der Laufzeit"),
			("gestern", "muss ein Datum des Kalenders sein"),
		):
			with refused(message):
				report(doc, day=day)
		with refused("darf nicht leer sein"):
			api.report_fulfilment(f"{doc.name}|{doc.duties[0].name}", {})
		for row in (1, 2):
			with refused("keine solche Pflicht", frappe.PermissionError):
				report(doc, row)
		assert frappe.db.count("Duty Report", {"agreement": doc.name}) == 0
		assert report(doc, note="Liegt in der Backstube") == {"link": f"/partner/{doc.name}"}
		with refused("bereits gemeldet", frappe.UniqueValidationError):
			report(doc)
		assert page(partner_pages.show_overview).agreements[0].overdue == 1
		[own] = frappe.get_list("Duty Report", pluck="name")
		with refused(None, frappe.PermissionError):
			frappe.get_doc("Duty Report", own).save()
	assert not doc.reload().duties[0].fulfilled_on
	assert frappe.db.count("Notification Log", {"document_name": doc.name, "for_user": KIRA}) == 1
	with acting(KOLJA):
		assert frappe.get_list("Duty Report", pluck="name") == []
		with refused(None, frappe.PermissionError):
			api.confirm_report(own)
	with acting(KIRA):
		assert [one.name for one in api.reports_of(doc.name)] == [own]
		with refused("Say why the report goes back"):
			api.return_report(own, " ")
		api.return_report(own, "Das Foto fehlt")
		with refused("Only a report in the state Reported"):
			api.return_report(own, "Noch einmal")
	with acting(BAKER):
		assert page(partner_pages.show_overview).duties[0].answer == "Das Foto fehlt"
		report(doc, note="Foto liegt bei")
		[own] = frappe.get_list("Duty Report", filters={"status": "Reported"}, pluck="name")
	with acting(KIRA):
		assert api.confirm_report(own) == {"open": 2}
		assert api.reports_of(doc.name) == []
	assert (doc.reload().duties[0].fulfilled_on, doc.duties[0].fulfilment_note) == (getdate(), "Foto liegt bei")
	confirmed = frappe.get_doc("Duty Report", own)
	assert (confirmed.status, confirmed.decided_by) == ("Confirmed", KIRA)
	with acting(BAKER), refused("schon erfüllt"):
		report(doc)
	# What the town records itself settles a report as well.
	give_access(TEACHER, SCHOOL)
	with acting(TEACHER):
		report(doc, 1)
	with acting(KIRA):
		cooperation.fulfil_duty(doc.name, doc.duties[1].name, today())
	assert frappe.db.get_value("Duty Report", {"duty_row": doc.duties[1].name}, "status") == "Confirmed"


def test_a_replaced_version_sends_open_reports_back():
	give_access(BAKER, BAKERY)
	doc = in_force()
	with acting(BAKER):
		report(doc)
	frappe.db.set_value(doc.doctype, doc.name, "workflow_state", "Replaced")
	with acting(KIRA):
		duty_reports.settle(doc.reload())
	row = frappe.db.get_value("Duty Report", {"agreement": doc.name}, ["status", "answer"], as_dict=True)
	assert row.status == "Sent Back" and "neue Fassung" in row.answer
	with acting(BAKER):
		shown = page(partner_pages.show_agreement, agreement=doc.name).duties
		assert [duty.word for duty in shown] == ["No Longer Owed"] * 3


def queued(doc: Any) -> list[tuple[str, str]]:
	"""The mails about an agreement that wait in the queue: (to whom, what)."""
	mails = frappe.get_all(
		"Email Queue",
		filters={"reference_name": doc.name},
		fields=["name", "message"],
		order_by="creation asc, name asc",
	)
	to = {row.parent: row.recipient for row in frappe.get_all("Email Queue Recipient", ["parent", "recipient"])}
	texts = [email.message_from_string(row.message, policy=email.policy.default) for row in mails]
	return [
		(to[row.name], f"{text['subject']} {text.get_body(('html',)).get_content()}")
		for row, text in zip(mails, texts, strict=True)
	]


def test_contacts_are_told_of_duties_once_before_and_once_after_the_day():
	ensure_outgoing_mail()
	give_access(BAKER, BAKERY)
	access = give_access(TEACHER, SCHOOL)
	# 31 July 2016 is a Sunday; the baker is in time until Monday.
	duties = [
		{"party_name": BAKERY, "duty": "Rezept & Zutaten entwickeln", "due_date": "2016-07-31"},
		{"party_name": BAKERY, "duty": "Irgendwann backen"},
		{"party_name": SCHOOL, "duty": "Den Verkauf übernehmen", "due_date": "2016-07-29"},
		{"party_name": "Nienburg/Weser", "duty": "Den Stand stellen", "due_date": "2016-07-29"},
	]
	doc = in_force(start_date="2016-06-01", end_date="2099-09-30", duties=duties)

	def run(day: str) -> list[tuple[str, str]]:
		before = len(queued(doc))
		with freeze_time(f"{day} 05:00:00"):
			tasks.tell_partners_of_duties()
			tasks.tell_partners_of_duties()
		return queued(doc)[before:]

	assert run("2016-07-21") == []
	assert [to for to, _text in run("2016-07-22")] == [TEACHER]
	assert run("2016-07-24") == []
	[(to, text)] = run("2016-07-25")
	assert to == BAKER and "1 bald fällig" in text and "01.08.2016" in text and f"/partner/{doc.name}" in text
	assert "Rezept &amp; Zutaten" in text and "Irgendwann" not in text and "Stand stellen" not in text
	# What was reported waits for the town.
	with acting(TEACHER):
		report(doc, 2, "2016-07-28")
	assert run("2016-08-01") == []
	[(to, text)] = run("2016-08-02")
	assert to == BAKER and "1 überfällig" in text
	assert run("2016-08-20") == []
	# Sent back, it is late; but the contact wants no mails.
	frappe.db.set_value("Duty Report", {"agreement": doc.name}, {"status": "Sent Back", "open_key": None})
	with acting(TEACHER):
		assert page(partner_pages.show_overview).mails
		assert api.choose_duty_mails("Off", {}) == {"link": "/partner"}
		assert not page(partner_pages.show_overview).mails
	assert access.reload().duty_mails == 0
	assert run("2016-08-20") == []
	with acting(TEACHER):
		api.choose_duty_mails("On", {})
	assert [to for to, _text in run("2016-08-20")] == [TEACHER]
	with refused(None, frappe.PermissionError), acting(KIRA):
		api.choose_duty_mails("Off", {})


def test_without_access_or_mail_account_nothing_counts_as_told():
	doc = in_force()
	tasks.tell_partners_of_duties()
	access = give_access(BAKER, BAKERY)
	frappe.db.set_value("Email Account", {"default_outgoing": 1}, {"default_outgoing": 0, "enable_outgoing": 0})
	frappe.cache.delete_keys("outgoing_email_account")
	frappe.flags.pop("outgoing_email_account", None)
	tasks.tell_partners_of_duties()
	assert doc.reload().duties[0].warned_for is None and queued(doc) == []
	access.record(status="Ended").save()
	assert doc.name not in partner_mails.due_agreements()


@pytest.mark.commits
def test_two_schedulers_tell_a_partner_once(in_parallel):
	ensure_outgoing_mail()
	give_access(BAKER, BAKERY)
	doc = in_force()
	frappe.db.commit()
	in_parallel(*[tasks.tell_partners_of_duties] * 3)
	frappe.db.rollback()
	assert [to for to, _text in queued(doc)] == [BAKER]


@pytest.mark.commits
def test_two_reports_of_a_duty_at_once_make_one(in_parallel):
	give_access(BAKER, BAKERY)
	doc = in_force()
	frappe.db.commit()

	def send() -> None:
		frappe.set_user(BAKER)
		report(doc)

	outcomes = in_parallel(send, send)
	frappe.db.rollback()
	assert sorted(type(outcome.error).__name__ for outcome in outcomes) == ["NoneType", "UniqueValidationError"]
	assert frappe.db.count("Duty Report", {"agreement": doc.name}) == 1


@pytest.mark.commits
def test_another_partners_contact_finds_no_door(web_server):
	"""Pages, REST, link search, report, file and PDF over HTTP, as the contact of somebody else."""
	give_access(TEACHER, SCHOOL)
	only = [
		{"party_type": "Municipality", "signatory": "Erika Musterfrau"},
		{"party_type": "Stakeholder", "stakeholder": ensure_stakeholder(BAKERY).name, "signatory": "Max Mustermann"},
	]
	duties = [{"party_name": BAKERY, "duty": "Geheimes Rezept", "due_date": today()}]
	doc = in_force(parties=only, duties=duties, agreement_title="Nur Backstube")
	copy = make(
		"File",
		file_name="unterschrift.txt",
		content="Unterschrift der Backstube",
		is_private=1,
		attached_to_doctype=doc.doctype,
		attached_to_name=doc.name,
	)
	frappe.db.set_value("Agreement Party", doc.parties[1].name, "signature_file", copy.file_url)
	for user in (BAKER, TEACHER):
		update_password(user, PASSWORD)
	give_access(BAKER, BAKERY)
	frappe.db.commit()
	method = "/api/method/upj_kooperation.api.partners"
	search = "/api/method/frappe.desk.search.search_link?doctype=Cooperation Agreement&txt=Backstube"
	run = "/api/method/frappe.desk.query_report.run?report_name=Open Duties&filters={}"
	doors = (
		f"/partner/{doc.name}",
		f"/partner/{doc.name}/{doc.duties[0].name}",
		f"/api/resource/Cooperation Agreement/{doc.name}",
		"/api/resource/Cooperation Agreement?limit_page_length=0",
		'/api/resource/Agreement Duty?parent=Cooperation Agreement&fields=["duty"]',
		"/api/resource/Duty Report?limit_page_length=0",
		search,
		run,
		copy.file_url,
		f"{method}.download_agreement?agreement={doc.name}",
		f"{method}.download_copy?agreement={doc.name}&party_row={doc.parties[1].name}",
		f"/printview?doctype=Cooperation Agreement&name={doc.name}",
	)
	other = web_server.session(TEACHER, PASSWORD)
	for door in doors:
		answer = other.get(door)
		for secret in ("Geheimes Rezept", "Nur Backstube", "Unterschrift der Backstube", "%PDF"):
			assert secret not in answer.text, door
	assert "Nur Backstube" not in other.get("/partner").text
	sent = other.post(
		f"{method}.report_fulfilment",
		data={"token": f"{doc.name}|{doc.duties[0].name}", "answers": json.dumps({"fulfilled_on": today()})},
		headers={"X-Frappe-CSRF-Token": "x"},
	)
	assert not sent.ok
	own = web_server.session(BAKER, PASSWORD)
	assert "Geheimes Rezept" in own.get("/partner").text
	assert own.get(f"{method}.download_agreement?agreement={doc.name}").content[:4] == b"%PDF"
	assert own.get(doors[10]).text == "Unterschrift der Backstube"
	guest = web_server.session(None)
	assert "/login" in guest.get("/partner").url
	assert "Geheimes Rezept" not in guest.get(doors[0]).text


@pytest.mark.commits
def test_a_contact_reports_in_the_browser(open_page):
	"""Overview, agreement and report without barriers, on a narrow screen; the town confirms in the form."""
	give_access(BAKER, BAKERY)
	doc = in_force()
	update_password(BAKER, PASSWORD)
	update_password(KIRA, PASSWORD)
	frappe.db.set_value("User", KIRA, "language", "de")
	frappe.db.commit()
	page = open_page(BAKER, PASSWORD)
	page.set_default_timeout(60_000)
	faults: list[str] = []
	page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
	page.set_viewport_size({"width": 390, "height": 800})
	page.goto("/partner")
	page.get_by_role("heading", name="Unsere Vereinbarungen").wait_for()
	late = (getdate() - doc.duties[0].due_date).days
	assert page.get_by_text(f"Seit {late} Tagen überfällig").is_visible()
	assert barriers(page) == []
	page.get_by_role("link", name="Das Rezept entwickeln", exact=True).click()
	page.get_by_role("heading", name="Pflichten").wait_for()
	assert barriers(page) == []
	page.get_by_role("link", name="Erfüllung melden: Das Rezept entwickeln").click()
	page.get_by_label("Bemerkung").fill("Liegt in der Backstube")
	assert barriers(page) == []
	assert page.evaluate("document.documentElement.scrollWidth") <= 390
	page.get_by_role("button", name="Erfüllung melden").click()
	page.get_by_text("die Kommune prüft die Meldung").wait_for()
	assert not faults

	desk = open_page(KIRA, PASSWORD)
	desk.set_default_timeout(60_000)
	desk.goto(f"/app/cooperation-agreement/{doc.name}")
	desk.locator(".inner-group-button", has_text="Partner").click()
	desk.locator(".dropdown-menu.show a", has_text="Meldungen von Partnern (1)").click()
	desk.locator(".modal.show", has_text="Liegt in der Backstube").wait_for()
	desk.locator(".modal.show .btn-primary").click()
	desk.locator(".modal.show").wait_for(state="detached")
	frappe.db.rollback()
	assert doc.reload().duties[0].fulfilled_on == getdate()
