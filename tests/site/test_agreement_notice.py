"""Notice, withdrawal, renewal and reminders: who leaves when, what that ends, and who hears of it in time."""

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from agreement_people import (
	APPROVER,
	AUDITOR,
	JUNE,
	KOELN,
	MANAGER,
	OTHER_MANAGER,
	TOWN,
	acting,
	agreement_in_force,
	approved_agreement,
	committed_people,
	refused,
	rows,
)
from factories import BAKERY, SCHOOL, decided_paper, ensure_outgoing_mail, make, make_cooperation_project
from frappe.utils import getdate
from freezegun import freeze_time

from upj_kooperation import tasks
from upj_kooperation.api import agreements as api
from upj_kooperation.api import cooperation
from upj_kooperation.cooperation import duty_todos
from upj_kooperation.cooperation.duty_todos import PREFIX
from upj_kooperation.cooperation.report.open_duties import open_duties
from upj_kooperation.patches import plan_reminders_of_agreements

AUGUST = "2016-08-01 12:00:00"
MAIL = "Letzter Tag für eine Kündigung"


@pytest.fixture(scope="module")
def people(test_site: str, on_site: Any) -> Iterator[None]:
	"""The towns and users of this file's tests."""
	with committed_people(test_site, on_site):
		yield


def renewing(**values: Any) -> Any:
	"""An agreement in force that renews itself for a year after 30 September 2017; notice three months before."""
	return agreement_in_force(**{"renewal": "Automatic", "renewal_months": 12, "notice_months": 3, **values})


def by_decision(**values: Any) -> Any:
	return renewing(**{"renewal": "By Decision", **values})


# Withdrawal


def test_a_party_leaves_and_the_rest_go_on_until_fewer_than_two_remain(people):
	doc = renewing()
	bakery, school = rows(doc, BAKERY, SCHOOL)
	with acting(MANAGER, "2017-06-30 12:00:00"):
		answer = api.withdraw_party(doc.name, bakery, "2017-06-30", "Betrieb zieht um")
		assert (answer["leaves_on"], answer["ends_on"]) == (getdate("2017-09-30"), None)
		assert "came in time" in answer["in_words"][0]
		assert f"goes on between {TOWN}, {SCHOOL}" in answer["in_words"][1]
		with refused("already leaves on"):
			api.withdraw_party(doc.name, bakery, "2017-06-30", "Noch einmal")
	with acting(MANAGER, "2017-07-03 12:00:00"):
		late = api.withdraw_party(doc.name, school, "2017-07-01", "Kein Personal")
		assert (late["leaves_on"], late["ends_on"]) == (getdate("2018-09-30"), getdate("2018-09-30"))
		assert "came too late for the end on" in late["in_words"][0]
		assert "the agreement ends on" in late["in_words"][1]
		doc.reload()
		assert [(one["party"], str(one["leaves_on"])) for one in doc.standing()["leaving"]] == [
			(BAKERY, "2017-09-30"),
			(SCHOOL, "2018-09-30"),
		]
	with freeze_time("2018-09-30 12:00:00"):
		tasks.end_agreements_by_notice()
	assert doc.reload().workflow_state == "In Force"
	with freeze_time("2018-10-01 12:00:00"):
		tasks.end_agreements_by_notice()
		modified = doc.reload().modified
		tasks.end_agreements_by_notice()
	assert doc.reload().modified == modified
	assert (doc.workflow_state, doc.ended_on) == ("Terminated", getdate("2018-09-30"))
	assert doc.end_reason
	words = frappe.get_all(
		"Comment",
		{"reference_name": doc.name, "comment_type": "Info"},
		pluck="content",
		order_by="creation asc, name asc",
	)
	assert len(words) == 2 and "Betrieb zieht um" in words[0]


def test_what_a_party_owes_ends_with_its_last_day(people):
	duties = [
		{"party_name": BAKERY, "duty": "Rezept entwickeln", "due_date": "2017-08-31"},
		{"party_name": BAKERY, "duty": "Im Advent backen", "due_date": "2017-12-01"},
		{"party_name": SCHOOL, "duty": "Verkaufen", "due_date": "2017-08-31"},
	]
	doc = renewing(duties=duties)
	recipe = doc.duties[0].name

	def standing() -> tuple[list[str], list[str], list[str]]:
		shown = [one["word"] for one in doc.reload().standing()["duties"]]
		listed = [row.duty for row in open_duties.execute({})[1] if row.name == doc.name]
		todos = [frappe.db.get_value("ToDo", f"{PREFIX}{row.name}", "status") for row in doc.duties]
		return shown, listed, todos

	with acting(MANAGER, "2017-06-30 12:00:00"):
		# It leaves on 30 September: the recipe is still owed, what falls due in December is not.
		api.withdraw_party(doc.name, rows(doc, BAKERY)[0], "2017-06-30", "Betrieb zieht um")
		assert standing() == (
			["Open", "No Longer Owed", "Open"],
			["Rezept entwickeln", "Verkaufen"],
			["Open", "Cancelled", "Open"],
		)
	with acting(MANAGER, "2017-09-30 12:00:00"):
		tasks.drop_duties_of_left_parties()
		assert standing()[0] == ["Overdue", "No Longer Owed", "Overdue"]
		assert standing()[2] == ["Open", "Cancelled", "Open"]
	with acting("Administrator", "2017-10-01 12:00:00"):
		assert doc.name in duty_todos.left_behind()
		tasks.drop_duties_of_left_parties()
		assert duty_todos.left_behind() == []
	with acting(MANAGER, "2017-10-01 12:00:00"):
		assert standing() == (
			["No Longer Owed", "No Longer Owed", "Overdue"],
			["Verkaufen"],
			["Cancelled", "Cancelled", "Open"],
		)
		with refused("after the party left on"):
			cooperation.fulfil_duty(doc.name, recipe, "2017-10-01")
		assert cooperation.fulfil_duty(doc.name, recipe, "2017-09-29") == {"open": 2}


def test_a_notice_taken_back_brings_its_duties_back(people):
	doc = renewing(duties=[{"party_name": BAKERY, "duty": "Im Advent backen", "due_date": "2017-12-01"}])
	bakery, todo = rows(doc, BAKERY)[0], f"{PREFIX}{doc.duties[0].name}"
	with acting(MANAGER, "2017-06-30 12:00:00"):
		api.withdraw_party(doc.name, bakery, "2017-06-30", "Betrieb zieht um")
		assert frappe.db.get_value("ToDo", todo, "status") == "Cancelled"
		api.take_back_notice(doc.name, bakery, "Doch kein Umzug")
		assert frappe.db.get_value("ToDo", todo, "status") == "Open"


def test_a_notice_is_taken_back_while_the_party_is_there(people):
	doc = renewing()
	bakery, school = rows(doc, BAKERY, SCHOOL)
	with acting(MANAGER, AUGUST):
		for row in (bakery, school):
			api.withdraw_party(doc.name, row, "2016-08-01", "Missverständnis")
		assert doc.reload().ends_on == getdate("2017-09-30")
		with refused("Say why"):
			api.take_back_notice(doc.name, bakery, " ")
		api.take_back_notice(doc.name, bakery, "Alle einverstanden")
		doc.reload()
		assert doc.ends_on is None
		assert [row.leaves_on for row in doc.parties] == [None, None, getdate("2017-09-30")]
		with refused("has not given notice"):
			api.take_back_notice(doc.name, bakery, "Noch einmal")
	with acting(MANAGER, "2017-10-02 12:00:00"), refused("left on"):
		api.take_back_notice(doc.name, school, "Zu spät")


def test_without_an_agreed_notice_a_party_leaves_for_good_cause_alone(people):
	doc = agreement_in_force()
	(bakery,) = rows(doc, BAKERY)
	with acting(MANAGER, AUGUST):
		with refused("No notice was agreed.*good cause"):
			api.withdraw_party(doc.name, bakery, "2016-08-01", "Keine Lust")
		answer = api.withdraw_party(doc.name, bakery, "2016-08-01", "Insolvenz", for_good_cause=True)
		assert answer["leaves_on"] == getdate("2016-08-01")


@pytest.mark.parametrize(
	("day", "reason", "message"),
	[
		("2016-08-02", "x", "a day in the future"),
		("2016-06-19", "x", "before the agreement came into force"),
		("2016-08-01", "  ", "Say why"),
		("gestern", "x", "must be a date of the calendar"),
		("", "x", "must not be empty"),
	],
)
def test_a_notice_that_cannot_be(people, day, reason, message):
	doc = renewing()
	with acting(MANAGER, AUGUST), refused(message):
		api.withdraw_party(doc.name, doc.parties[1].name, day, reason)
	assert not any(row.leaves_on for row in doc.reload().parties)


def test_who_may_record_a_notice_and_renew(people):
	doc = by_decision()
	waiting = approved_agreement(agreement_title="Wartet", notice_months=3)
	with acting(MANAGER, AUGUST):
		with refused("gives notice of an agreement in force; this one is in the state Signing"):
			api.withdraw_party(waiting.name, waiting.parties[1].name, "2016-08-01", "x")
		with refused("no such party"):
			api.withdraw_party(doc.name, "niemand", "2016-08-01", "x")
	for user in (OTHER_MANAGER, APPROVER, AUDITOR):
		with acting(user, AUGUST), refused(None, frappe.PermissionError):
			api.withdraw_party(doc.name, doc.parties[1].name, "2016-08-01", "x")
	for user in (OTHER_MANAGER, MANAGER, AUDITOR):
		with acting(user, AUGUST), refused(None, frappe.PermissionError):
			api.renew_agreement(doc.name, "2017-09-30", "x")
	with acting(MANAGER, AUGUST):
		doc.reload()
		doc.parties[1].leaves_on = "2016-08-01"
		doc.update({"ends_on": "2016-08-01", "renewed_until": "2199-01-01", "remind_on": None})
		doc.save()
	doc.reload()
	assert (doc.parties[1].leaves_on, doc.ends_on, doc.renewed_until) == (None, None, None)
	assert doc.remind_on


# Renewal


def test_it_is_renewed_by_decision_once_for_the_end_that_was_seen(people):
	doc = by_decision()
	with acting(APPROVER, "2017-06-01 12:00:00"):
		with refused("Say why the agreement is renewed"):
			api.renew_agreement(doc.name, "2017-09-30", " ")
		assert api.renew_agreement(doc.name, "2017-09-30", "Es läuft gut") == getdate("2018-09-30")
		with refused("somebody has renewed it meanwhile"):
			api.renew_agreement(doc.name, "2017-09-30", "Es läuft gut")
	doc.reload()
	assert (doc.end_date, doc.renewed_until, doc.content_hash) == (
		getdate("2017-09-30"),
		getdate("2018-09-30"),
		doc.current_hash(),
	)
	with freeze_time("2017-10-01 12:00:00"):
		tasks.expire_agreements()
	assert doc.reload().workflow_state == "In Force"
	with freeze_time("2018-10-01 12:00:00"):
		tasks.expire_agreements()
	assert (doc.reload().workflow_state, doc.ended_on) == ("Expired", getdate("2018-09-30"))


def test_a_renewal_that_binds_longer_needs_the_higher_organ_and_its_paper(people):
	doc = by_decision(end_date="2021-05-31", renewal_months=24)
	with (
		acting(APPROVER, "2017-06-01 12:00:00"),
		refused("The approval of the Main Committee rests on a council paper"),
	):
		api.renew_agreement(doc.name, "2021-05-31", "Es läuft gut")
	paper = decided_paper("2017-05-15")
	abroad = make(
		"Council Paper", subject="Anderswo", paper_type="Decision Paper", municipality=KOELN, paper_date="2016-06-01"
	)
	with acting(APPROVER, "2017-06-01 12:00:00"):
		with refused("belongs to another municipality|is not yours", (frappe.ValidationError, frappe.PermissionError)):
			api.renew_agreement(doc.name, "2021-05-31", "Es läuft gut", abroad.name)
		assert api.renew_agreement(doc.name, "2021-05-31", "Es läuft gut", paper.name) == getdate("2023-05-31")
	doc.reload()
	assert (doc.renewal_paper, doc.renewal_decided_on) == (paper.name, getdate("2017-05-15"))


def test_what_renews_itself_or_ends_by_notice_is_not_renewed_by_decision(people):
	doc = renewing()
	with acting(APPROVER, AUGUST), refused("Only an agreement that is renewed by decision"):
		api.renew_agreement(doc.name, "2017-09-30", "x")
	doc = by_decision()
	with acting(MANAGER, AUGUST):
		for name in rows(doc, BAKERY, SCHOOL):
			api.withdraw_party(doc.name, name, "2016-08-01", "Schluss")
	with acting(APPROVER, AUGUST), refused("by notice, so it cannot be renewed"):
		api.renew_agreement(doc.name, "2017-09-30", "x")


# Reminders


def reminders_of(doc: Any) -> list[Any]:
	return frappe.get_all(
		"ToDo",
		# Duties have to-dos of their own.
		filters={"reference_name": doc.name, "name": ["not like", f"{PREFIX}%"]},
		fields=["allocated_to", "date", "description"],
		order_by="creation asc, name asc",
	)


def test_the_relationship_manager_is_reminded_once_for_each_last_day_and_never_after_it(people):
	ensure_outgoing_mail()
	with acting(MANAGER, AUGUST):
		project = make_cooperation_project(relationship_manager=MANAGER)
	doc = renewing(cooperation_project=project.name)
	assert doc.remind_on == getdate("2017-05-31")
	with freeze_time("2017-05-30 06:00:00"):
		tasks.remind_of_notices()
	assert not reminders_of(doc)
	with freeze_time("2017-05-31 06:00:00"):
		tasks.remind_of_notices()
		tasks.remind_of_notices()
	(todo,) = reminders_of(doc)
	assert (todo.allocated_to, todo.date) == (MANAGER, getdate("2017-06-30"))
	doc.reload()
	assert (doc.reminded_for, doc.remind_on) == (getdate("2017-06-30"), getdate("2018-05-31"))
	assert frappe.db.count("Notification Log", {"document_name": doc.name, "for_user": MANAGER}) == 1
	assert frappe.db.count("Email Queue", {"reference_name": doc.name}) == 1
	with freeze_time("2018-07-01 06:00:00"):
		tasks.remind_of_notices()
	assert len(reminders_of(doc)) == 1
	assert doc.reload().remind_on == getdate("2019-05-31")


def test_agreements_of_before_get_the_day_of_their_next_reminder(people):
	doc, ending = renewing(), agreement_in_force(agreement_title="Endet")
	waiting = approved_agreement(agreement_title="Noch nicht in Kraft")
	planned = doc.remind_on
	for one in (doc, ending, waiting):
		frappe.db.set_value(one.doctype, one.name, "remind_on", None)
	for _run in range(2):
		with acting("Administrator", JUNE):
			plan_reminders_of_agreements.execute()
		assert planned and doc.reload().remind_on == planned
		assert ending.reload().remind_on is waiting.reload().remind_on is None


def test_a_missed_run_is_made_up_until_the_last_day_itself(people):
	doc = renewing()
	with freeze_time("2017-06-30 12:00:00"):
		tasks.remind_of_notices()
	assert len(reminders_of(doc)) == 1


def test_a_decision_is_reminded_of_and_a_renewal_begins_anew(people):
	doc = by_decision(notice_months=0)
	assert doc.remind_on == getdate("2017-08-31")
	with acting(APPROVER, "2017-06-01 12:00:00"):
		api.renew_agreement(doc.name, "2017-09-30", "Es läuft gut")
	assert doc.reload().remind_on == getdate("2018-08-31")
	for without in (agreement_in_force(notice_months=3), renewing(remind_days=0)):
		assert without.remind_on in (None, getdate("2017-06-30"))
	with acting(MANAGER, AUGUST), refused("Enter at most 366 days"):
		approved_agreement(remind_days=367)


# Two at once


@pytest.mark.commits
def test_two_who_renew_at_the_same_second_renew_once(people, in_parallel):
	doc = by_decision()
	frappe.db.commit()

	def renew() -> Any:
		frappe.set_user(APPROVER)
		return api.renew_agreement(doc.name, "2017-09-30", "Es läuft gut")

	with freeze_time(f"{AUGUST}.500000", tick=True):
		outcomes = in_parallel(renew, renew)
	frappe.db.rollback()
	(loser,) = [outcome.error for outcome in outcomes if outcome.error]
	assert "somebody has renewed it meanwhile" in str(loser)
	assert doc.reload().renewed_until == getdate("2018-09-30")


@pytest.mark.commits
def test_two_notices_at_the_same_second_are_both_kept_and_end_the_agreement(people, in_parallel):
	doc = renewing()
	frappe.db.commit()
	bakery, school = rows(doc, BAKERY, SCHOOL)
	outcomes = in_parallel(
		lambda: api.withdraw_party(doc.name, bakery, "2016-08-01", "Umzug"),
		lambda: api.withdraw_party(doc.name, school, "2016-08-01", "Kein Personal"),
		lambda: api.withdraw_party(doc.name, bakery, "2016-08-01", "Umzug, doppelt"),
	)
	frappe.db.rollback()
	assert sum(1 for outcome in outcomes if outcome.error) == 1
	doc.reload()
	assert [bool(row.leaves_on) for row in doc.parties] == [False, True, True]
	assert doc.ends_on


@pytest.mark.commits
def test_two_schedulers_remind_once(people, in_parallel):
	doc = renewing()
	frappe.db.set_value("Cooperation Agreement", doc.name, {"remind_on": "2017-05-31"})
	frappe.db.commit()
	with freeze_time("2017-06-01 06:00:00"):
		in_parallel(tasks.remind_of_notices, tasks.remind_of_notices)
	frappe.db.rollback()
	assert len(reminders_of(doc)) == 1
