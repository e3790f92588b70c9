"""The selection of 2016: the ranking frozen, decided by two people at once for all, told by mail; who moves up."""

import threading
import time
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from entry_points import acting_as, by_export, by_form, by_get, by_list, by_report_view, call, is_allowed
from factories import (
	NIENBURG,
	ensure_municipality,
	ensure_outgoing_mail,
	ensure_user,
	make_application,
	make_call,
	take_steps,
)
from frappe.model.document import Document
from snapshots import names_in, remove_new
from test_calls import at

from upj_kooperation import seeding, tasks
from upj_kooperation.advisory_services import notices, reminders
from upj_kooperation.api import reviews, selection

POLA, PAUL = "pola@agentur.example", "paul@agentur.example"
RITA = "rita@hochschule.example"
TOWNS = (
	(NIENBURG, "Nienburg/Weser", 9),
	("09462000", "Bayreuth", 8),
	("05315000", "Köln", 7),
	("14612000", "Dresden", 6),
)
TOUCHED = (
	*("Project Call", "Call Criterion", "Call Field", "Call Application", "Application Review", "Review Score"),
	*("Selection Round", "Selection Candidate", "Call Notice", "Municipality", "Programme Area", "Field of Action"),
	*("Area Programme Period", "User", "Has Role", "User Permission", "ToDo", "Version", "Comment", "Email Queue"),
	*("Email Queue Recipient", "Contact", "Block Module", "Error Log", "Email Account"),
)


def make_reviewed_call(places: int = 2, towns: int = 3) -> Document:
	"""Make a call whose first towns are reviewed by Rita with 9, 8, 7 … of 10 points."""
	for user, roles in ((POLA, ["Programme Office"]), (PAUL, ["Programme Office", "Call Reviewer"])):
		ensure_user(user, *roles)
	ensure_user(RITA, "Call Reviewer")
	ensure_outgoing_mail()
	with at("2016-01-11 09:00"):
		made = make_call(places=places, criteria=[{"criterion": "Konzept", "weight": 1, "highest": 10}])
	with at("2016-02-15 10:00"):
		for key, name, _points in TOWNS[:towns]:
			ensure_municipality(key, name)
			take_steps(make_application(made.name, key, "Nordertor"), "Hand In")
	with at("2016-03-21 10:00", POLA):
		reviews.assign_reviewers(made.name, [RITA], 1, "2016-04-15")
	with at("2016-04-01 10:00", RITA):
		for key, _name, points in TOWNS[:towns]:
			review = frappe.get_doc("Application Review", {"application": application_of(made, key)})
			review.scores[0].points = points
			review.save()
			reviews.hand_in_review(review.name)
	return made


@pytest.fixture
def made() -> Document:
	return make_reviewed_call()


def application_of(made: Document, town: str = NIENBURG) -> str:
	return frappe.db.get_value("Call Application", {"call": made.name, "municipality": town})


def states(made: Document) -> list[str]:
	"""Return the states of a call's applications in the order of TOWNS."""
	rows = dict(
		frappe.get_all("Call Application", {"call": made.name}, ["municipality", "workflow_state"], as_list=True)
	)
	return [rows[key] for key, _name, _points in TOWNS if key in rows]


def make_round(made: Document, *decisions: str, by: str = POLA) -> Document:
	"""Make the draft of a round; decisions in the order of the ranking."""
	with at("2016-05-09 10:00", by):
		doc = frappe.get_doc({"doctype": "Selection Round", "call": made.name}).insert()
		for row, decision in zip(doc.candidates, decisions, strict=False):
			row.decision = decision
		return doc.save()


def decide(doc: Document) -> Document:
	"""Let Pola put it up for decision and Paul decide."""
	with at("2016-05-20 10:00", POLA):
		doc = take_steps(doc, "Put up for Decision")
	with at("2016-05-27 10:00", PAUL):
		return take_steps(doc, "Decide")


def test_a_round_goes_from_the_frozen_ranking_to_all_decisions_at_once(made: Document):
	doc = make_round(made)
	assert [(row.rank, row.municipality_name, row.mean, row.missing) for row in doc.candidates] == [
		(1, "Nienburg/Weser", 90, 0),
		(2, "Bayreuth", 80, 0),
		(3, "Köln", 70, 0),
	]
	assert (str(doc.frozen_on), doc.places, doc.places_taken) == ("2016-05-09 10:00:00", 2, 0)
	with at("2016-05-09 11:00", POLA):
		selection.fill_by_rank(doc.name, 1)
		found = selection.spread(doc.name)
	assert {(row["value"], row["applied"], row["selected"]) for row in found["land"]} == {
		("Niedersachsen", 1, 1),
		("Bayern", 1, 1),
		("Nordrhein-Westfalen", 1, 0),
	}
	doc = decide(doc.reload())
	assert (doc.workflow_state, doc.proposed_by, doc.decided_by) == ("Decided", POLA, PAUL)
	assert states(made) == ["Selected", "Selected", "Waitlisted"]
	assert frappe.db.get_value("Project Call", made.name, "places_taken") == 2
	cologne = frappe.get_doc("Call Application", application_of(made, "05315000"))
	assert (cologne.selection_round, cologne.ranking_place, cologne.waitlist_position) == (doc.name, 3, 1)
	with at("2016-05-28 10:00", PAUL):
		doc.remarks = "Nachträglich"
		with pytest.raises(frappe.ValidationError, match=frappe._("The round was decided")[:15]):
			doc.save()
		with pytest.raises(frappe.ValidationError):
			frappe.delete_doc("Selection Round", doc.name)


def test_the_print_shows_ranking_spread_and_decisions(made: Document):
	doc = decide(make_round(made, "Selected", "Selected", "Rejected"))
	html = call(
		"frappe.www.printview.get_html_and_style", doc="Selection Round", name=doc.name, print_format="Selection Round"
	)["html"]
	for text in ("Nienburg/Weser", "90", "Niedersachsen", POLA, PAUL):
		assert text in html


def test_rows_and_figures_are_not_the_clients(made: Document):
	doc = make_round(made, "Selected", "Selected", "Rejected")
	with at("2016-05-10 10:00", POLA):
		doc.candidates[2].update({"rank": 1, "mean": 100, "municipality_name": "Anderswo"})
		doc.save()
		assert [(row.rank, row.mean) for row in doc.reload().candidates][2] == (3, 70)
		doc.candidates.pop()
		with pytest.raises(frappe.ValidationError, match=frappe._("The applications of a round")[:15]):
			doc.save()


def test_a_call_has_one_open_round(made: Document):
	first = make_round(made)
	with pytest.raises(frappe.UniqueValidationError, match=first.name):
		make_round(made)


def test_nobody_decides_what_they_put_up(made: Document):
	doc = make_round(made, "Selected", "Selected", "Rejected")
	with at("2016-05-20 10:00", POLA):
		doc = take_steps(doc, "Put up for Decision")
		with pytest.raises(frappe.PermissionError, match="yourself"):
			take_steps(doc, "Decide")
	assert states(made) == ["Under Review"] * 3


@pytest.mark.parametrize(
	("decisions", "match"),
	[
		(("Selected", "Selected", "Selected"), "2"),
		(("Selected", "", "Rejected"), "Bayreuth"),
		(("Rejected", "Selected", "Selected"), "Nienburg"),
	],
)
def test_a_round_that_cannot_be_is_refused_in_words(made: Document, decisions: tuple[str, ...], match: str):
	doc = make_round(made, *decisions)
	with at("2016-05-20 10:00", POLA), pytest.raises(frappe.ValidationError, match=match):
		take_steps(doc, "Put up for Decision")


def test_a_reason_lets_the_order_be_left(made: Document):
	doc = make_round(made, "Selected", "Rejected", "Selected")
	with at("2016-05-19 10:00", POLA):
		for row in doc.candidates[1:]:
			row.reason = "Streuung über die Länder (erfunden)"
		doc.save()
		assert selection.spread(doc.name)["order"] == [2, 3]
	decide(doc)
	assert states(made) == ["Selected", "Rejected", "Selected"]


def test_what_changed_since_the_ranking_was_frozen_is_noticed(made: Document):
	doc = make_round(made, "Selected", "Selected", "Rejected")
	review = frappe.db.get_value("Application Review", {"application": application_of(made)})
	with at("2016-05-10 10:00", POLA):
		reviews.reopen_review(review, "Zahlendreher")
		with pytest.raises(frappe.ValidationError, match="09"):
			take_steps(doc, "Put up for Decision")
		doc.reload()
		selection.freeze_ranking(doc.name)
	doc.reload()
	assert [(row.municipality_name, row.decision) for row in doc.candidates] == [
		("Bayreuth", "Selected"),
		("Köln", "Rejected"),
		("Nienburg/Weser", "Selected"),
	]
	with at("2016-05-11 10:00", RITA):
		reviews.hand_in_review(review)
	with at("2016-05-12 10:00", POLA):
		selection.freeze_ranking(doc.name)
		doc = take_steps(doc.reload(), "Put up for Decision")
		with pytest.raises(frappe.ValidationError):
			reviews.reopen_review(review, "Noch einmal")
		with pytest.raises(frappe.ValidationError):
			selection.freeze_ranking(doc.name)


def test_the_decision_moves_all_or_none(made: Document):
	doc = make_round(made, "Selected", "Selected", "Rejected")
	with at("2016-05-20 10:00", POLA):
		doc = take_steps(doc, "Put up for Decision")
	# A value that no form lets in keeps the last application from being saved.
	frappe.db.set_value("Call Application", application_of(made, "05315000"), "contact_phone", "=cmd")
	frappe.db.savepoint("request")
	with at("2016-05-27 10:00", PAUL), pytest.raises(frappe.ValidationError):
		take_steps(doc, "Decide")
	frappe.db.rollback(save_point="request")
	assert states(made) == ["Under Review"] * 3
	assert not frappe.db.exists("Call Notice", {"call": made.name})
	frappe.db.set_value("Call Application", application_of(made, "05315000"), "contact_phone", None)
	with at("2016-05-26 10:00", POLA):
		take_steps(frappe.get_doc("Call Application", application_of(made, "09462000")), "Withdraw")
	with at("2016-05-27 10:00", PAUL), pytest.raises(frappe.ValidationError, match="09"):
		take_steps(doc.reload(), "Decide")


def test_who_is_partial_keeps_away_from_the_round(made: Document):
	with at("2016-04-02 10:00", POLA):
		reviews.assign_reviewers(made.name, [PAUL, RITA], 2, applications=[application_of(made)])
	doc = make_round(made, "Selected", "Selected", "Rejected")
	row = frappe.db.get_value("Selection Candidate", {"parent": doc.name})
	review = frappe.db.get_value("Application Review", {"application": application_of(made), "reviewer": PAUL})

	def seen() -> list[bool]:
		found = []
		for reader in (by_list, by_report_view, by_form, by_get, by_export):
			with acting_as(PAUL):
				found.append(is_allowed(lambda reader=reader: reader("Selection Round", doc.name)))
		with acting_as(PAUL):
			rows = frappe.get_list("Selection Candidate", parent_doctype="Selection Round", pluck="name")
			found.append(row in rows)
		return found

	assert seen() == [False] * 6, "the own review is not in yet"
	with at("2016-05-10 10:00", PAUL):
		reviews.declare_conflict(review, "Bruder arbeitet in der Stadtverwaltung (erfunden)")
	assert seen() == [False] * 6, "a conflict of interest"
	with at("2016-05-10 10:00", PAUL), pytest.raises(frappe.PermissionError):
		frappe.get_doc({"doctype": "Selection Round", "call": made.name}).insert()
	frappe.db.delete("Application Review", {"name": review})
	assert seen() == [True] * 6, "the same doors without the fence"


def test_the_next_on_the_waitlist_moves_up_and_never_above_the_places():
	made = make_reviewed_call(places=1, towns=4)
	decide(make_round(made, "Selected", "Waitlisted", "Waitlisted", "Rejected"))
	bayreuth, cologne = application_of(made, "09462000"), application_of(made, "05315000")
	with at("2016-06-01 10:00", POLA):
		assert selection.next_on_waitlist(made.name) == {"free": 0, "application": None, "title": None}
		with pytest.raises(frappe.ValidationError, match="1"):
			selection.move_up(made.name, bayreuth)
		take_steps(frappe.get_doc("Call Application", application_of(made)), "Withdraw")
		assert any("Bayreuth" in str(message) for message in frappe.get_message_log())
		assert selection.next_on_waitlist(made.name)["application"] == bayreuth
		with pytest.raises(frappe.ValidationError, match="Bayreuth"):
			selection.move_up(made.name, cologne)
		with pytest.raises(frappe.ValidationError, match="Bayreuth"):
			take_steps(frappe.get_doc("Call Application", cologne), "Select")
	tasks.propose_moving_up()
	tasks.propose_moving_up()
	[todo] = frappe.get_all("ToDo", {"reference_type": "Project Call", "reference_name": made.name}, ["*"])
	assert todo.allocated_to == PAUL and "Bayreuth" in todo.description
	with at("2016-06-01 11:00", POLA):
		assert selection.move_up(made.name, bayreuth) == bayreuth
		with pytest.raises(frappe.ValidationError):
			selection.move_up(made.name, bayreuth)
	assert states(made) == ["Withdrawn", "Selected", "Waitlisted", "Rejected"]
	assert frappe.db.get_value("Call Notice", {"application": bayreuth, "kind": "Moved Up"}, "status") == "Prepared"


def test_notices_come_from_the_offices_templates_and_survive_migrate(made: Document):
	template = frappe.get_doc("Email Template", notices.TEMPLATES["Selected"])
	template.update({"subject": "Zusage für {{ municipality }}", "response": "<p>Neu: {{ programme_area }}</p>"}).save()
	seeding.seed_all()
	assert frappe.db.get_value("Email Template", template.name, "subject") == "Zusage für {{ municipality }}"
	decide(make_round(made, "Selected", "Selected", "Rejected"))
	rows = frappe.get_all("Call Notice", {"call": made.name}, ["*"], order_by="name asc")
	assert sorted(row.kind for row in rows) == ["Rejected", "Selected", "Selected"]
	assert {row.recipient for row in rows} == {"kooperation@nienburg.example"}
	[first] = [row for row in rows if row.municipality == NIENBURG]
	assert (first.subject, first.message) == ("Zusage für Nienburg/Weser", "<p>Neu: Nordertor</p>")
	[refusal] = [row for row in rows if row.kind == "Rejected"]
	assert "leider nicht" in refusal.message and "Köln" in refusal.message
	with at("2016-05-28 10:00", POLA):
		notice = frappe.get_doc("Call Notice", first.name)
		notice.update({"message": "<p>Von Hand</p>"}).save()
		selection.compose_notice(first.name)
		assert frappe.db.get_value("Call Notice", first.name, "message") == "<p>Neu: Nordertor</p>"


def mails_of(notice: str) -> int:
	return frappe.db.count("Email Queue", {"reference_doctype": "Call Notice", "reference_name": notice})


def test_a_notice_is_sent_once_and_made_up_when_the_queue_was_down(made: Document):
	decide(make_round(made, "Selected", "Selected", "Rejected"))
	names = frappe.get_all("Call Notice", {"call": made.name}, pluck="name", order_by="name asc")
	frappe.db.delete("Email Account")
	with at("2016-05-28 10:00", POLA):
		assert selection.send_notices(names[:2]) == {"sent": 0, "waiting": 2}
	waiting = frappe.get_doc("Call Notice", names[0])
	assert (waiting.status, waiting.requested_by, bool(waiting.last_error)) == ("To Be Sent", POLA, True)
	ensure_outgoing_mail()
	# Frappe keeps the account that it found for the rest of a request.
	frappe.local.outgoing_email_account = {}
	for name in names[:2]:
		assert notices.try_to_hand_over(name), frappe.db.get_value("Call Notice", name, "last_error")
		assert not notices.try_to_hand_over(name)
	with at("2016-05-28 10:00", POLA):
		assert selection.send_notices(names) == {"sent": 1, "waiting": 0}
		assert selection.send_notices(names) == {"sent": 0, "waiting": 0}
		sent = frappe.get_doc("Call Notice", names[0])
		assert sent.status == "Sent" and sent.sent_on and not sent.last_error
		sent.subject = "Doch nicht"
		with pytest.raises(frappe.ValidationError):
			sent.save()
		with pytest.raises(frappe.ValidationError):
			selection.compose_notice(names[0])
	assert [mails_of(name) for name in names] == [1, 1, 1]


def test_a_notice_without_an_address_is_refused_in_words(made: Document):
	decide(make_round(made, "Selected", "Selected", "Rejected"))
	frappe.db.set_value("Call Application", application_of(made), "contact_email", "")
	names = frappe.get_all("Call Notice", {"call": made.name}, pluck="name")
	with at("2016-05-28 10:00", POLA), pytest.raises(frappe.ValidationError, match="Nienburg"):
		selection.send_notices(names)
	assert not frappe.db.exists("Email Queue", {"reference_doctype": "Call Notice", "reference_name": ["in", names]})


def test_reviewers_are_reminded_once_for_all_that_is_due(made: Document):
	with at("2016-04-02 10:00", POLA):
		reviews.assign_reviewers(made.name, [RITA, PAUL], 2, "2016-04-15")
	before = frappe.db.count("Email Queue")
	with at("2016-04-11 06:00"):
		assert reminders.due_reviewers() == []
	with at("2016-04-12 06:00"):
		assert reminders.due_reviewers() == [PAUL]
		assert reminders.remind(PAUL)
		assert not reminders.remind(PAUL)
	with at("2016-04-16 06:00"):
		assert reminders.remind(PAUL)
	assert frappe.db.count("Email Queue") == before + 2


@pytest.fixture
def committed() -> Any:
	"""Take away what a test commits."""
	before = names_in(TOUCHED)
	yield
	frappe.db.rollback()
	frappe.set_user("Administrator")
	remove_new(before)
	frappe.db.commit()
	frappe.clear_cache()


def as_user(user: str, call: Callable[[], Any]) -> Callable[[], Any]:
	"""Return a call that runs as a user and reads first, as a web request does: its snapshot is older than the lock."""

	def run() -> Any:
		frappe.set_user(user)
		frappe.db.count("Call Application")
		frappe.db.count("Application Review")
		return call()

	return run


@pytest.mark.commits
def test_a_round_and_a_single_selection_at_the_same_second_keep_to_the_places(committed: None, in_parallel: Callable):
	made = make_reviewed_call(places=1)
	doc = make_round(made, "Selected", "Rejected", "Rejected")
	with at("2016-05-20 10:00", POLA):
		doc = take_steps(doc, "Put up for Decision")
	frappe.db.commit()
	bayreuth = application_of(made, "09462000")
	outcomes = in_parallel(
		as_user(PAUL, lambda: take_steps(frappe.get_doc("Selection Round", doc.name), "Decide").workflow_state),
		as_user(POLA, lambda: take_steps(frappe.get_doc("Call Application", bayreuth), "Select").workflow_state),
	)
	frappe.db.rollback()
	assert states(made) in (["Selected", "Rejected", "Rejected"], ["Under Review", "Selected", "Under Review"])
	assert frappe.db.get_value("Project Call", made.name, "places_taken") == 1
	assert [isinstance(outcome.error, frappe.ValidationError) for outcome in outcomes].count(True) == 1


@pytest.mark.commits
def test_two_decide_withdraw_and_move_up_at_the_same_second(committed: None, in_parallel: Callable):
	made = make_reviewed_call(places=2, towns=4)
	third = ensure_user("petra@agentur.example", "Programme Office")
	doc = make_round(made, "Selected", "Selected", "Waitlisted", "Waitlisted")
	with at("2016-05-20 10:00", POLA):
		doc = take_steps(doc, "Put up for Decision")
	frappe.db.commit()

	def decide_it() -> str:
		return take_steps(frappe.get_doc("Selection Round", doc.name), "Decide").workflow_state

	outcomes = in_parallel(as_user(PAUL, decide_it), as_user(third, decide_it))
	frappe.db.rollback()
	assert sorted(str(outcome.value) for outcome in outcomes) == ["Decided", "None"]
	assert states(made) == ["Selected", "Selected", "Waitlisted", "Waitlisted"]
	assert frappe.db.count("Call Notice", {"call": made.name}) == 4

	def withdraw(town: str) -> Callable[[], str]:
		name = application_of(made, town)
		return as_user(POLA, lambda: take_steps(frappe.get_doc("Call Application", name), "Withdraw").workflow_state)

	outcomes = in_parallel(withdraw(NIENBURG), withdraw("09462000"))
	frappe.db.rollback()
	assert [outcome.value for outcome in outcomes] == ["Withdrawn", "Withdrawn"]
	assert frappe.db.get_value("Project Call", made.name, "places_taken") == 0
	cologne, dresden = application_of(made, "05315000"), application_of(made, "14612000")
	outcomes = in_parallel(
		*(as_user(user, lambda: selection.move_up(made.name, cologne)) for user in (POLA, PAUL, third))
	)
	frappe.db.rollback()
	assert sorted(str(outcome.value) for outcome in outcomes) == sorted([cologne, "None", "None"])
	frappe.db.set_value("Project Call", made.name, "places", 1)
	frappe.db.commit()
	with at("2016-06-02 10:00", POLA), pytest.raises(frappe.ValidationError):
		selection.move_up(made.name, dresden)
	assert states(made)[2:] == ["Selected", "Waitlisted"]
	notice = frappe.db.get_value("Call Notice", {"application": cologne, "kind": "Moved Up"})
	outcomes = in_parallel(*(as_user(user, lambda: selection.send_notices([notice])) for user in (POLA, third)))
	frappe.db.rollback()
	assert sum(outcome.value["sent"] for outcome in outcomes if outcome.value) == 1
	assert mails_of(notice) == 1


@pytest.mark.commits
def test_two_who_send_the_same_notices_in_other_orders_do_not_block_each_other(committed: None, in_parallel: Callable):
	made = make_reviewed_call()
	third = ensure_user("petra@agentur.example", "Programme Office")
	decide(make_round(made, "Selected", "Selected", "Rejected"))
	names = frappe.get_all("Call Notice", {"call": made.name}, pluck="name", order_by="name asc")
	frappe.db.commit()
	held = threading.Event()

	def hold_the_second() -> None:
		"""Let go when both wait: each that began at its own end would hold what the other wants next."""
		frappe.get_doc("Call Notice", names[1], for_update=True)
		held.set()
		deadline = time.monotonic() + 30
		while waiting_for_a_notice() < 2 and time.monotonic() < deadline:
			time.sleep(0.1)

	def send(user: str, in_order: list[str]) -> Callable[[], dict[str, int]]:
		return as_user(user, lambda: held.wait(30) and selection.send_notices(in_order))

	holder, *senders = in_parallel(hold_the_second, send(POLA, names), send(third, names[::-1]))
	frappe.db.rollback()
	assert [outcome.error for outcome in (holder, *senders)] == [None] * 3
	assert sorted(outcome.value["sent"] for outcome in senders) == [0, 3]
	assert [mails_of(name) for name in names] == [1, 1, 1]


def waiting_for_a_notice() -> int:
	"""Return how many connections to this site are at a notice's lock."""
	at_a_lock = "SELECT%tabCall Notice%FOR UPDATE%"
	[[count]] = frappe.db.sql(
		"select count(*) from information_schema.processlist"
		" where db = database() and id <> connection_id() and info like %s",
		at_a_lock,
	)
	return count


def test_the_office_may_change_the_templates():
	ensure_user(POLA, "Programme Office")
	with acting_as(POLA):
		template = frappe.get_doc("Email Template", notices.TEMPLATES["Rejected"])
		template.subject = "Ihre Interessenbekundung"
		template.save()
	with acting_as(ensure_user(RITA, "Call Reviewer")), pytest.raises(frappe.PermissionError):
		template.save()
