"""The daily overview by mail: one for each owner and working day, of what the owner may still see."""

import contextlib
import datetime
import email
import json
import re
from email.header import decode_header, make_header

import frappe
import pytest
from factories import NIENBURG, ensure_municipality, ensure_user, make, make_stakeholder, make_working_group
from freezegun import api as freezer
from freezegun import freeze_time
from queries import counted_queries

from upj_kooperation import seeding, tasks
from upj_kooperation.api import follow_up as api
from upj_kooperation.domain.working_days import is_working_day
from upj_kooperation.stakeholder_relations import digests
from upj_kooperation.stakeholder_relations.lookups import working_calendar

KIRA, ANA = "kira@nienburg.example", "ana@nienburg.example"
ACCOUNT = "Stadt (erfunden)"
TUESDAY = "2016-06-21 07:00:00"


@pytest.fixture(autouse=True)
def world():
	"""Nienburg with two managers, early on a Tuesday in June 2016."""
	with freeze_time(TUESDAY, tick=True):
		ensure_municipality()
		ensure_user(KIRA, "Cooperation Manager", municipalities=(NIENBURG,))
		ensure_user(ANA, "Cooperation Manager", municipalities=(NIENBURG,))
		# Past its checks, which ask the mail server.
		frappe.get_doc(
			{
				"doctype": "Email Account",
				"name": ACCOUNT,
				"email_account_name": ACCOUNT,
				"email_id": "stadt@nienburg.example",
				"enable_outgoing": 1,
				"default_outgoing": 1,
				"smtp_server": "127.0.0.1",
			}
		).db_insert()
		yield


def owe(day, step="Anrufen", owner=KIRA, name="Bäckerei Nordlicht (erfunden)", **values):
	"""Return a stakeholder whose next step is due on a day."""
	return make_stakeholder(name, next_step=step, next_step_date=day, relationship_manager=owner, **values)


def send():
	"""Queue what is due, as the scheduler does, and forget that it was committed."""
	mail, today = digests.template(), frappe.utils.getdate()
	return [user for user in digests.waiting(today) if digests.send(mail, user, today)]


def mails():
	"""Return the queued mails: (recipients, subject, HTML)."""
	found = []
	for name in frappe.get_all("Email Queue", pluck="name", order_by="creation asc"):
		queued = frappe.get_doc("Email Queue", name)
		message = email.message_from_string(queued.message)
		[html] = [part for part in message.walk() if part.get_content_type() == "text/html"]
		text = html.get_payload(decode=True).decode()
		found.append(
			([row.recipient for row in queued.recipients], str(make_header(decode_header(message["Subject"]))), text)
		)
	return found


def test_one_mail_names_what_is_overdue_due_today_and_this_week():
	owe("2016-06-14", "Besuch & früh")
	owe("2016-06-21", "Heute anrufen", name="Druckerei (erfunden)")
	bank = owe("2016-06-24", "Angebot", name="Bank (erfunden)")
	owe("2016-06-27", "Nächste Woche", name="Bauhof (erfunden)")
	frappe.set_user(KIRA)
	api.start_plan(bank.name, "Erstansprache eines Betriebs")
	frappe.set_user("Administrator")
	assert send() == [KIRA]
	[(recipients, subject, text)] = mails()
	assert recipients == [KIRA]
	assert subject == "Ihre Schritte am 21.06.2016: 1 überfällig, 2 heute, 2 diese Woche"
	assert "Besuch &amp; früh" in text and "Guten Morgen kira" in text
	assert "Anrufen, Ansprechperson erfragen" in text and "zum Gespräch einladen" in text
	assert "Nächste Woche" not in text
	assert text.index("Überfällig") < text.index("Heute (") < text.index("Diese Woche (")
	# Below our text stands the footer of the platform, which the town can turn off.
	ours = text[: text.index("abschalten")]
	addresses = re.findall(r'(?:href|src)="([^"]+)"', ours[ours.index("Guten Morgen") :])
	assert len(addresses) == 7 and all(url.startswith(frappe.utils.get_url()) for url in addresses)
	assert not re.findall(r"<img", text)


def test_what_a_meeting_left_to_do_stands_in_the_mail():
	meeting = make(
		"Working Group Meeting",
		working_group=make_working_group("Wirtschaft", founded_on="2016-01-01").name,
		subject="Erste Sitzung",
		meeting_date="2016-06-14",
		place="Stadtteilhaus Nordertor",
		status="Held",
		minutes="<p>Es geht los.</p>",
		attendance=[{"person_name": "Vorsitz (erfunden)", "sector": "Municipality"}],
		next_steps=[{"step": "Bäckereien ansprechen", "responsible": KIRA, "due_date": "2016-06-22"}],
	)
	assert meeting.next_steps[0].todo
	assert send() == [KIRA]
	[(_recipients, subject, text)] = mails()
	assert subject.endswith("0 überfällig, 0 heute, 1 diese Woche")
	assert "Bäckereien ansprechen" in text and "Erste Sitzung" in text


def test_nothing_due_brings_no_mail():
	owe("2016-06-27")
	make_stakeholder("Ohne Schritt (erfunden)", relationship_manager=KIRA)
	ended = owe("2016-06-20", name="Am Ende (erfunden)")
	ended.update({"engagement_stage": "Ended", "stage_reason": "Umzug", "next_step": None, "next_step_date": None})
	ended.save()
	assert send() == [] and mails() == []


@pytest.mark.parametrize("day", ["2016-06-25 07:00:00", "2016-06-26 07:00:00", "2016-10-03 07:00:00"])
def test_weekends_and_holidays_bring_no_mail(day):
	owe("2016-06-20")
	with freeze_time(day, tick=True):
		assert send() == []


def test_a_second_run_sends_nothing_and_the_next_day_does():
	owe("2016-06-20")
	assert send() == [KIRA]
	assert send() == []
	with pytest.raises(frappe.UniqueValidationError):
		digests.send(digests.template(), KIRA, frappe.utils.getdate())
	with freeze_time("2016-06-22 07:00:00", tick=True):
		assert send() == [KIRA]


def test_a_switch_turns_it_off():
	owe("2016-06-20")
	owe("2016-06-20", owner=ANA, name="Druckerei (erfunden)")
	frappe.set_user(KIRA)
	frappe.get_doc("Notification Settings", KIRA).update({"upj_daily_digest": 0}).save()
	frappe.set_user("Administrator")
	assert send() == [ANA]


def test_only_what_the_user_may_still_see_is_named():
	ensure_municipality("05315000", "Köln")
	owe("2016-06-20")
	owe("2016-06-20", "In der Ferne", name="Fern (erfunden)", municipality="05315000")
	assert send() == [KIRA]
	assert "In der Ferne" not in mails()[0][2]
	with freeze_time("2016-06-22 07:00:00", tick=True):
		ensure_user(KIRA, "Accounts User")
		assert send() == []
		ensure_user(KIRA, "Cooperation Manager", municipalities=("05315000",))
		assert send() == [KIRA]
		assert "In der Ferne" in mails()[1][2] and "Nordlicht" not in mails()[1][2]
	with freeze_time("2016-06-23 07:00:00", tick=True):
		frappe.db.set_value("User", KIRA, "enabled", 0)
		assert send() == []


def test_the_cost_does_not_grow_with_the_steps():
	def cost():
		with counted_queries() as queries:
			assert len(digests.due_steps(KIRA, frappe.utils.getdate("2016-06-26"))) > 0
			digests.waiting(frappe.utils.getdate())
		return len(queries)

	bakery = owe("2016-06-20")
	make(
		"ToDo",
		description="Eins",
		date="2016-06-20",
		allocated_to=KIRA,
		reference_type="Stakeholder",
		reference_name=bakery.name,
	)
	cost()
	few = cost()
	for number in range(12):
		name = owe("2016-06-21", name=f"Betrieb {number} (erfunden)").name
		make(
			"ToDo",
			description="Mehr",
			date="2016-06-20",
			allocated_to=KIRA,
			reference_type="Stakeholder",
			reference_name=name,
		)
	assert cost() == few <= 16


def test_a_template_of_the_town_is_taken_and_survives_migrating():
	template = frappe.get_doc("Email Template", digests.TEMPLATE)
	template.update({"subject": "Moin {{ first_name }}", "response_html": "<p>{{ overdue[0].text }}</p>"}).save()
	seeding.seed_all()
	owe("2016-06-20")
	assert send() == [KIRA]
	assert mails()[0][1] == "Moin kira"


@contextlib.contextmanager
def committed():
	"""Two stakeholders whose next steps are overdue, for other connections to see; all traces go afterwards."""
	made = [owe("2016-06-20"), owe("2016-06-20", owner=ANA, name="Druckerei (erfunden)")]
	template = frappe.get_doc("Email Template", digests.TEMPLATE)
	good = template.response_html
	frappe.db.commit()
	try:
		yield made, template
	finally:
		frappe.db.rollback()
		template.db_set("response_html", good)
		for doctype in ("Email Queue", "Email Queue Recipient", "Daily Digest", "Error Log", "Email Account"):
			frappe.db.delete(doctype)
		for doc in made:
			frappe.delete_doc("Stakeholder", doc.name, force=True)
		for user in (KIRA, ANA):
			frappe.delete_doc("User", user, force=True)
		frappe.delete_doc("Municipality", NIENBURG, force=True)
		frappe.db.commit()


@pytest.mark.commits
def test_what_failed_is_made_up_and_two_schedulers_send_once(in_parallel):
	with committed() as (_made, template):
		good = template.response_html
		template.db_set("response_html", "{{ overdue[0].nothing.at_all }}")
		tasks.send_daily_digests()
		frappe.db.commit()
		assert not mails() and not frappe.db.count("Daily Digest")
		assert "nothing" in frappe.get_last_doc("Error Log", {"method": "Daily overview could not be queued"}).error
		template.db_set("response_html", good)
		frappe.db.commit()
		outcomes = in_parallel(*[tasks.send_daily_digests] * 4)
		assert not [one for one in outcomes if one.error]
		frappe.db.rollback()
		assert sorted(recipients for recipients, _subject, _text in mails()) == [[ANA], [KIRA]]
		assert frappe.db.count("Daily Digest") == 2
		tasks.send_daily_digests()
		assert len(mails()) == 2


@pytest.mark.commits
def test_without_the_queue_plans_start_and_mails_are_written(bench_cmd, test_site):
	"""The queue's Redis does not answer: nothing that must happen waits for it."""
	nobody = {"FRAPPE_REDIS_QUEUE": "redis://127.0.0.1:1"}
	plan = "Erstansprache eines Betriebs"
	with committed() as (made, _template):
		values = json.dumps({"stakeholder": made[0].name, "plan": plan})
		bench_cmd(test_site, "execute", "upj_kooperation.api.follow_up.start_plan", "--kwargs", values, env=nobody)
		bench_cmd(test_site, "execute", "upj_kooperation.tasks.send_daily_digests", env=nobody)
		frappe.db.rollback()
		assert frappe.db.count("ToDo", {"reference_name": made[0].name, "allocated_to": KIRA, "status": "Open"}) == 4
		# The other process has the real day; freezegun would replace its own function if this module had it by name.
		works = is_working_day(datetime.date.fromtimestamp(freezer.real_time()), working_calendar(NIENBURG))
		assert sorted(recipients for recipients, _subject, _text in mails()) == ([[ANA], [KIRA]] if works else [])
