"""A consultant's mandate: sessions are logged, next steps become to-dos, the quota counts, a timesheet follows."""

import datetime

import frappe
import pytest
from factories import NIENBURG, ensure_area, ensure_municipality, ensure_user, make_mandate, make_session
from frappe.model.document import Document
from freezegun import freeze_time
from queries import queries_of

from upj_kooperation.advisory_services.report.advisory_sessions_by_month import advisory_sessions_by_month
from upj_kooperation.advisory_services.report.mandate_quotas import mandate_quotas
from upj_kooperation.advisory_services.report.next_steps_from_sessions import next_steps_from_sessions
from upj_kooperation.advisory_services.report.participants_by_sector import participants_by_sector
from upj_kooperation.api import advisory

MANAGER = "kira@nienburg.example"
CONSULTANT = "bela@agentur.example"
COLLEAGUE = "cora@agentur.example"
BAYREUTH = "09462000"
# One microsecond: Frappe compares times as text, and whole seconds are written in two ways.
SUMMER = datetime.datetime(2016, 7, 1, 8, 0, 0, 1)


@pytest.fixture(autouse=True)
def summer_of_2016():
	with freeze_time(SUMMER):
		yield


@pytest.fixture
def people() -> None:
	ensure_municipality()
	ensure_user(MANAGER, "Cooperation Manager", municipalities=(NIENBURG,))
	ensure_user(CONSULTANT, "Cooperation Adviser", "Projects User")
	ensure_user(COLLEAGUE, "Cooperation Adviser")


@pytest.fixture
def mandate(people: None) -> Document:
	return make_mandate(CONSULTANT, programme_area=ensure_area().name, quota_sessions=3, quota_hours=10)


def log(mandate: str, **values) -> Document:
	"""Log a session as the form does."""
	defaults = {
		"subject": "Auftakt",
		"session_date": "2016-06-14",
		"hours": 2.5,
		"mode": "On Site",
		"minutes": "<p>Auftakt mit der Verwaltung.</p>",
		"participants": [],
		"next_steps": [],
	}
	return frappe.get_doc("Advisory Session", advisory.log_session(mandate, **{**defaults, **values}))


def figures(mandate: Document) -> tuple:
	"""Return sessions held, hours used, sessions and hours remaining as they are stored."""
	mandate.reload()
	return mandate.sessions_used, mandate.hours_used, mandate.sessions_remaining, mandate.hours_remaining


def todos(session: Document) -> list:
	"""Return a session's to-dos."""
	return frappe.get_all(
		"ToDo",
		filters={"reference_type": "Advisory Session", "reference_name": session.name},
		fields=["name", "allocated_to", "date", "description", "status", "assigned_by"],
		order_by="date asc, name asc",
	)


def test_a_logged_session_counts_and_its_next_steps_become_todos(mandate: Document):
	frappe.set_user(CONSULTANT)
	session = log(
		mandate.name,
		participants=[
			{"participant_name": "Ada (erfunden)", "sector": "Municipality"},
			{"participant_name": "Bo (erfunden)", "organisation": "Bäckerei (erfunden)", "sector": "Company"},
		],
		next_steps=[
			{"step": "Bäckerei & Schule ansprechen", "responsible": MANAGER, "due_date": "2016-07-15"},
			{"step": "Liste der Betriebe schicken", "responsible": CONSULTANT, "due_date": "2016-06-30"},
		],
	)
	assert session.status == "Held"
	assert (session.municipality, session.programme_area, session.consultant) == (
		NIENBURG,
		mandate.programme_area,
		CONSULTANT,
	)
	assert session.start_time is None
	frappe.set_user("Administrator")
	assert figures(mandate) == (1, 2.5, 2, 7.5)
	own, managers = todos(session)
	assert (own.allocated_to, str(own.date), own.status) == (CONSULTANT, "2016-06-30", "Open")
	assert (managers.allocated_to, str(managers.date)) == (MANAGER, "2016-07-15")
	assert managers.description == "Bäckerei &amp; Schule ansprechen"
	assert {row.todo for row in session.next_steps} == {own.name, managers.name}


def test_saving_again_makes_no_second_todo_and_a_new_date_moves_it(mandate: Document):
	frappe.set_user(CONSULTANT)
	step = {"step": "Anrufen", "responsible": MANAGER, "due_date": "2016-07-15"}
	session = make_session(mandate.name, next_steps=[step])
	session.save()
	session.next_steps[0].due_date = "2016-08-01"
	session.save()
	(todo,) = todos(session)
	assert str(todo.date) == "2016-08-01"
	session.next_steps[0].responsible = CONSULTANT
	session.save()
	frappe.set_user("Administrator")
	states = {row.allocated_to: row.status for row in todos(session)}
	assert states == {MANAGER: "Cancelled", CONSULTANT: "Open"}
	session.reload()
	session.next_steps = []
	session.save()
	assert {row.status for row in todos(session)} == {"Cancelled"}


@pytest.mark.parametrize(
	("step", "word"),
	[
		({"responsible": "niemand@agentur.example"}, "niemand"),
		({"due_date": "2016-06-13"}, "13.06.2016"),
		({"step": "<b>Anrufen</b>"}, "HTML"),
	],
)
def test_next_steps_that_nobody_could_do_are_refused(mandate: Document, step: dict, word: str):
	ensure_user("niemand@agentur.example", "Cooperation Adviser")
	frappe.db.set_value("User", "niemand@agentur.example", "enabled", 0)
	frappe.set_user(CONSULTANT)
	values = {"step": "Anrufen", "responsible": CONSULTANT, "due_date": "2016-07-15", **step}
	with pytest.raises(frappe.ValidationError, match=word):
		log(mandate.name, next_steps=[values])
	assert not frappe.get_all("Advisory Session", filters={"mandate": mandate.name}, order_by="name asc")


@pytest.mark.parametrize(
	"values",
	[
		{"session_date": "2016-07-02"},
		{"session_date": "2016-06-05"},
		{"hours": 0},
		{"hours": 24.01},
		{"hours": "zwölf"},
		{"minutes": "<p><br></p>"},
		{"mode": "Brieftaube"},
		{"next_steps": "kein JSON"},
		{"participants": {"participant_name": "Ada"}},
	],
)
def test_a_session_that_cannot_have_been_is_refused(mandate: Document, values: dict):
	frappe.set_user(CONSULTANT)
	with pytest.raises(frappe.ValidationError):
		log(mandate.name, **values)


def test_cancelling_needs_a_reason_and_uses_nothing(mandate: Document):
	session = make_session(mandate.name, session_date="2016-08-01")
	session.status = "Cancelled"
	with pytest.raises(frappe.ValidationError):
		session.save()
	session.reload()
	session.update({"status": "Cancelled", "cancel_reason": "Krankheit"})
	session.save()
	assert figures(mandate) == (0, 0, 3, 10)


def test_the_quota_of_sessions_holds_and_says_what_to_do(mandate: Document):
	for _number in range(3):
		log(mandate.name, hours=1)
	with pytest.raises(frappe.ValidationError, match="4"):
		log(mandate.name, hours=1)
	assert figures(mandate) == (3, 3, 0, 7)


def test_the_quota_of_hours_holds_to_the_hundredth(mandate: Document):
	log(mandate.name, hours=9.99)
	with pytest.raises(frappe.ValidationError, match="10,01"):
		log(mandate.name, hours=0.02)
	log(mandate.name, hours=0.01)
	assert figures(mandate) == (2, 10, 1, 0)


def test_a_held_session_is_locked_for_the_adviser_and_the_manager_corrects_it(mandate: Document):
	frappe.set_user(CONSULTANT)
	session = log(mandate.name)
	session.hours = 1
	with pytest.raises(frappe.ValidationError):
		session.save()
	frappe.set_user(MANAGER)
	session = frappe.get_doc("Advisory Session", session.name)
	session.update({"hours": 4, "correction_reason": "Zahlendreher"}).save()
	assert figures(mandate) == (1, 4, 2, 6)
	session.update({"status": "Planned", "correction_reason": "Fand nicht statt"}).save()
	assert figures(mandate) == (0, 0, 3, 10)


def test_deleting_a_session_gives_its_hours_back(mandate: Document):
	session = log(mandate.name)
	session.delete()
	assert figures(mandate) == (0, 0, 3, 10)


def test_a_quota_is_not_lowered_below_what_was_used(mandate: Document):
	log(mandate.name, hours=5)
	mandate.reload()
	mandate.quota_hours = 4.99
	with pytest.raises(frappe.ValidationError, match="5"):
		mandate.save()
	advisory.extend_mandate(mandate.name, "Weitere Betriebe (erfunden)", quota_hours=20)
	mandate.reload()
	mandate.update({"purpose": "<p>Beratung</p>", "sessions_used": 0, "hours_used": 0})
	mandate.save()
	assert figures(mandate) == (1, 5, 2, 15)


def test_the_period_keeps_the_sessions_that_were_held(mandate: Document):
	log(mandate.name)
	mandate.reload()
	mandate.start_date = "2016-06-15"
	with pytest.raises(frappe.ValidationError, match=r"14\.06\.2016"):
		mandate.save()


@pytest.mark.parametrize("status", ["Completed", "Terminated"])
def test_only_an_active_mandate_takes_sessions(mandate: Document, status: str):
	mandate.status = status
	mandate.save()
	with pytest.raises(frappe.ValidationError):
		log(mandate.name)


def test_planned_sessions_go_to_the_new_consultant_and_held_ones_stay(mandate: Document):
	held, planned = log(mandate.name), make_session(mandate.name, session_date="2016-08-01")
	mandate.reload()
	mandate.consultant = COLLEAGUE
	mandate.save()
	assert frappe.db.get_value("Advisory Session", held.name, "consultant") == CONSULTANT
	assert frappe.db.get_value("Advisory Session", planned.name, "consultant") == COLLEAGUE
	frappe.set_user(MANAGER)
	corrected = frappe.get_doc("Advisory Session", held.name)
	corrected.update({"hours": 3, "correction_reason": "Zahlendreher"}).save()
	assert corrected.consultant == CONSULTANT


def test_what_the_mandate_says_cannot_be_written_by_a_client(mandate: Document):
	ensure_municipality(BAYREUTH, "Bayreuth")
	frappe.set_user(CONSULTANT)
	session = make_session(mandate.name, municipality=BAYREUTH, consultant=COLLEAGUE, timesheet="TS-1")
	assert (session.municipality, session.consultant, session.timesheet) == (NIENBURG, CONSULTANT, None)


def test_a_session_becomes_one_timesheet_draft(mandate: Document):
	frappe.set_user(CONSULTANT)
	session = log(mandate.name, start_time="09:30:00")
	name = advisory.make_timesheet(session.name)
	timesheet = frappe.get_doc("Timesheet", name)
	assert (timesheet.docstatus, timesheet.total_hours, str(timesheet.start_date)) == (0, 2.5, "2016-06-14")
	assert timesheet.upj_advisory_session == session.name
	assert timesheet.time_logs[0].activity_type == "Beratung"
	assert str(timesheet.time_logs[0].from_time) == "2016-06-14 09:30:00"
	assert "Nienburg/Weser: Auftakt" in timesheet.note
	assert advisory.make_timesheet(session.name) == name
	assert frappe.db.count("Timesheet", {"upj_advisory_session": session.name}) == 1


def test_a_deleted_timesheet_can_be_made_anew_and_while_it_stands_the_figures_stay(mandate: Document):
	session = log(mandate.name)
	name = advisory.make_timesheet(session.name)
	session.reload()
	session.hours = 3
	with pytest.raises(frappe.ValidationError, match=name):
		session.save()
	frappe.delete_doc("Timesheet", name)
	session.reload()
	assert session.timesheet is None
	session.update({"hours": 3, "correction_reason": "Zahlendreher"}).save()
	again = frappe.get_doc("Timesheet", advisory.make_timesheet(session.name))
	assert again.total_hours == 3
	again.submit()
	again.cancel()
	assert advisory.make_timesheet(session.name) != again.name


def test_two_sessions_of_a_day_without_clock_times_do_not_overlap(mandate: Document):
	frappe.get_doc(
		{
			"doctype": "Employee",
			"first_name": "Bela (erfunden)",
			"gender": frappe.get_all("Gender", pluck="name", order_by="name asc", limit=1)[0],
			"date_of_birth": "1980-01-01",
			"date_of_joining": "2010-01-01",
			"company": frappe.get_all("Company", pluck="name", order_by="name asc", limit=1)[0],
			"user_id": CONSULTANT,
			"status": "Active",
		}
	).insert()
	first, second = (advisory.make_timesheet(log(mandate.name, hours=2).name) for _number in range(2))
	times = [str(frappe.get_doc("Timesheet", name).time_logs[0].from_time) for name in (first, second)]
	assert times == ["2016-06-14 08:00:00", "2016-06-14 10:00:00"]


def test_only_a_held_session_and_only_with_the_right_becomes_a_timesheet(mandate: Document):
	planned = make_session(mandate.name)
	with pytest.raises(frappe.ValidationError):
		advisory.make_timesheet(planned.name)
	session = log(mandate.name)
	frappe.set_user(MANAGER)
	with pytest.raises(frappe.PermissionError, match="Projects User"):
		advisory.make_timesheet(session.name)
	assert not frappe.db.exists("Timesheet", {"upj_advisory_session": session.name})


def test_advisers_see_and_log_their_own_mandates_only(mandate: Document):
	session = log(
		mandate.name,
		participants=[{"participant_name": "Ada (erfunden)", "sector": "Company"}],
		next_steps=[{"step": "Anrufen", "responsible": MANAGER, "due_date": "2016-07-15"}],
	)
	frappe.set_user(COLLEAGUE)
	assert not frappe.get_list("Advisory Mandate", order_by="name asc")
	assert not frappe.get_list("Advisory Session", order_by="name asc")
	assert not frappe.has_permission("Advisory Session", "read", doc=frappe.get_doc("Advisory Session", session.name))
	with pytest.raises(frappe.PermissionError):
		log(mandate.name)
	for report in (mandate_quotas, advisory_sessions_by_month, participants_by_sector, next_steps_from_sessions):
		assert report.execute({})[1] == []
	assert advisory.open_next_steps()["value"] == 0
	frappe.set_user(CONSULTANT)
	assert [row.name for row in frappe.get_list("Advisory Session", order_by="name asc")] == [session.name]
	for report in (mandate_quotas, advisory_sessions_by_month, participants_by_sector, next_steps_from_sessions):
		assert len(report.execute({})[1]) == 1
	assert advisory.open_next_steps()["value"] == 1


def test_the_reports_show_the_figures(mandate: Document):
	participants = [
		{"participant_name": f"Person {number} (erfunden)", "sector": sector}
		for number, sector in enumerate(("Company", "Company", "School"))
	]
	step = {"step": "Anrufen", "responsible": MANAGER, "due_date": "2016-06-20"}
	log(mandate.name, participants=participants, next_steps=[step])
	log(mandate.name, session_date="2016-06-28", hours=1.25)
	log(mandate.name, session_date="2016-07-01", hours=1)
	make_session(mandate.name, session_date="2016-08-01")
	frappe.set_user(MANAGER)
	(row,) = mandate_quotas.get_data(frappe._dict(municipality=NIENBURG))
	assert (row.quota_sessions, row.sessions_used, row.sessions_remaining) == (3, 3, 0)
	assert (row.quota_hours, row.hours_used, row.hours_remaining) == (10, 4.75, 5.25)
	assert row.municipality_name == "Nienburg/Weser"
	months = advisory_sessions_by_month.get_data(frappe._dict())
	assert [(row["month"], row["sessions"], row["hours"]) for row in months] == [
		("06/2016", 2, 3.75),
		("07/2016", 1, 1),
	]
	assert [row["participants"] for row in participants_by_sector.get_data(frappe._dict())] == [2, 1]
	(step,) = next_steps_from_sessions.get_data(frappe._dict())
	assert (step.responsible, step.overdue_days) == (MANAGER, 11)
	assert advisory_sessions_by_month.get_data(frappe._dict(from_date="2016-07-01"))[0]["sessions"] == 1


def test_inserting_a_session_asks_the_database_no_more_than_a_lead_does(mandate: Document):
	frappe.db.set_single_value("CRM Settings", "auto_creation_of_contact", 0)

	def statements(make) -> int:
		make()
		return len(queries_of(make))

	numbers = iter(range(100))
	lead = statements(lambda: frappe.get_doc({"doctype": "Lead", "lead_name": f"Person {next(numbers)}"}).insert())
	planned = statements(lambda: make_session(mandate.name))
	assert planned <= lead
	mandate.reload()
	mandate.update({"quota_sessions": 0})
	mandate.save()
	held = statements(lambda: make_session(mandate.name, status="Held", hours=1))
	assert held <= lead


@pytest.mark.commits
def test_sessions_logged_at_the_same_second_never_exceed_the_quota(people: None, in_parallel):
	mandate = make_mandate(CONSULTANT, quota_sessions=2, quota_hours=0)
	frappe.db.commit()
	try:

		def run() -> str:
			# Read first, as a web request does: its snapshot is older than the lock.
			frappe.db.get_value("Advisory Mandate", mandate.name, "sessions_used")
			return log(mandate.name, hours=1.25).name

		outcomes = in_parallel(run, run, run, run)
		frappe.db.rollback()
		assert sum(outcome.error is None for outcome in outcomes) == 2
		assert all(isinstance(outcome.error, frappe.ValidationError) for outcome in outcomes if outcome.error)
		assert frappe.db.count("Advisory Session", {"mandate": mandate.name, "status": "Held"}) == 2
		assert figures(mandate) == (2, 2.5, 0, 0)

		name = next(outcome.value for outcome in outcomes if outcome.value)
		twice = in_parallel(*[lambda: advisory.make_timesheet(name)] * 2)
		frappe.db.rollback()
		assert [outcome.error for outcome in twice] == [None, None]
		assert len({outcome.value for outcome in twice}) == 1
		assert frappe.db.count("Timesheet", {"upj_advisory_session": name}) == 1
	finally:
		clean_up(mandate.name)


def clean_up(mandate: str) -> None:
	"""Delete what a test committed, and the people with it."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	for session in frappe.get_all("Advisory Session", filters={"mandate": mandate}, pluck="name", order_by="name asc"):
		timesheet = frappe.db.get_value("Timesheet", {"upj_advisory_session": session}, "name")
		if timesheet:
			frappe.delete_doc("Timesheet", timesheet)
		frappe.delete_doc("Advisory Session", session)
	frappe.delete_doc("Advisory Mandate", mandate)
	for user in (MANAGER, CONSULTANT, COLLEAGUE):
		frappe.db.delete("User Permission", {"user": user})
		frappe.delete_doc("User", user, force=True)
	frappe.delete_doc("Municipality", NIENBURG, ignore_missing=True)
	frappe.db.commit()
