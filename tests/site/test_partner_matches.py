"""From a proposal to what came of it: matches of Saarbrücken's group, one at a time and all at once (F33, F34)."""

import threading
from collections.abc import Callable

import frappe
import pytest
from challenge_people import (
	GOODS,
	SAARBRUECKEN,
	TRANSPORT,
	accepted,
	fields,
	kinds,
	make_group,
	make_offer,
	make_partner,
	tags,
)
from factories import (
	as_user,
	ensure_area,
	ensure_municipality,
	ensure_outgoing_mail,
	ensure_user,
	make_contact,
)
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate, today
from queries import queries_of
from valid_records import make_valid

from upj_kooperation.api import matches as api
from upj_kooperation.api import matching
from upj_kooperation.challenge_brokering import bookings, offer_tags

VERA = "vera@saarbruecken.example"
EXPERT, NOVICE = "erika@gruppe.example", "max@gruppe.example"


@pytest.fixture
def group():
	"""The group of Saarbrücken with an experienced and a younger broker, and a former one."""
	for user in (EXPERT, NOVICE):
		ensure_user(user)
	return make_group(
		coordinator=ensure_manager(),
		members=[
			{"member_name": "Erika Beispiel (erfunden)", "user": EXPERT, "generation": "Experienced"},
			{"member_name": "Max Beispiel (erfunden)", "user": NOVICE, "generation": "Younger"},
		],
	)


def ensure_manager() -> str:
	ensure_municipality(SAARBRUECKEN, "Saarbrücken")
	return ensure_user(VERA, "Cooperation Manager", municipalities=(SAARBRUECKEN,))


def proposed(group, **values):
	"""Return a proposed match and its request and offer."""
	request, offer = accepted(group), make_offer(**values)
	return frappe.get_doc("Partner Match", api.propose(request.name, offer.name)), request, offer


def todo(match):
	"""Return day and state of a match's to-do, and whose it is."""
	return frappe.db.get_value("ToDo", f"MATCH-{match.name}", ["date", "status", "allocated_to"])


def names(found: dict) -> list[str]:
	return [row["offer"] for row in found["proposals"]]


def test_the_best_partners_come_with_their_reasons_and_what_speaks_against(group):
	area = ensure_area(SAARBRUECKEN, "Malstatt").name
	request = accepted(group, field_of_action=fields("Jugend")[0]["field_of_action"], programme_area=area)
	best = make_offer(
		make_partner("Spedition Saar (erfunden)", engagement_stage="Engaged"),
		fields_of_action=fields("Jugend"),
		areas=[{"programme_area": area}],
	)
	second = make_offer(make_partner("Autohaus (erfunden)"), fields_of_action=fields("Gesundheit"))
	make_offer(kinds=kinds(GOODS))
	make_offer(make_partner(objected_on=today()))
	make_offer(make_partner(asking_ground="No Ground"))
	with as_user(VERA):
		found = matching.best_partners(request.name)
		assert names(found) == [best.name, second.name]
		first, other = found["proposals"]
		assert (first["points"], found["most"]) == (105, 115)
		assert first["reasons"][:3] == ["Offers Transport und Logistik", "Field of action: Jugend", "In the same area"]
		assert first["against"] == [] and other["against"] == ["Meant for other fields: Gesundheit"]
		match = api.propose(request.name, best.name)
		row = matching.best_partners(request.name)["proposals"][0]
		assert (row["match"], row["state"]) == (match, "Proposed")


def test_the_best_requests_for_an_offer(group):
	offer = make_offer()
	wanted, other = accepted(group), accepted(group, kinds=kinds(GOODS, TRANSPORT))
	accepted(group, kinds=kinds(GOODS))
	make_valid("Support Request", SAARBRUECKEN, challenge_group=group.name, kinds=kinds(TRANSPORT))
	with as_user(VERA):
		found = matching.best_requests(offer.name)
		assert [row["request"] for row in found["proposals"]] == [wanted.name, other.name]
		assert found["proposals"][0]["points"] > found["proposals"][1]["points"]
		assert found["hint"] is None
	offer.status = "Paused"
	offer.save()
	assert "Only an active offer" in matching.best_requests(offer.name)["hint"]


def test_a_partner_asked_too_often_is_held_back_with_the_day_and_not_proposed(group):
	group.update({"hold_back_asks": 2, "hold_back_days": 30})
	group.save()
	partner = make_partner("Gefragtes Werk (erfunden)")
	offers = [make_offer(partner, capacity=9) for _number in range(3)]
	request = accepted(group)
	for offer in offers[:2]:
		api.log_attempt(api.propose(request.name, offer.name), "Interested", next_on=add_days(today(), 3))
	found = matching.best_partners(request.name)
	assert not found["proposals"]
	[held] = found["held_back"]
	assert held["partner_name"] == "Gefragtes Werk (erfunden)"
	assert frappe.utils.formatdate(add_days(today(), 31)) in held["words"]
	assert "Asked 2 times in 30 days" in matching.best_requests(offers[2].name)["hint"]
	frappe.db.set_value("Partner Match", {"request": request.name}, "asked_on", add_days(today(), -31))
	offer_tags.refresh_partners([partner.name])
	assert names(matching.best_partners(request.name)) == sorted(offer.name for offer in offers)


def test_a_match_goes_its_way_and_takes_request_ledger_and_to_do_along(group):
	with as_user(VERA):
		match, request, offer = proposed(group)
		assert (match.experienced_broker, match.younger_broker) == (EXPERT, NOVICE)
		assert todo(match) == (getdate(add_days(today(), 3)), "Open", VERA)
		with pytest.raises(frappe.ValidationError, match="say when to call again"):
			api.log_attempt(match.name, "Not Reached")
		frappe.clear_messages()
		next_on = add_days(today(), 5)
		assert api.log_attempt(match.name, "Wants to Think", next_on=next_on, note="Fragt den Chef") == "Contacted"
		assert todo(match)[0] == getdate(next_on)
		assert match.reload().attempts[0].attempted_by == VERA and match.asked_on == getdate()
		assert tags(offer.name)[0][12] == getdate(), "the table knows when the partner was asked"
		api.confirm(match.name, amount=2)
		assert request.reload().workflow_state == "Brokered"
		[(_start, used)] = bookings.used_of([offer.name])[offer.name].items()
		assert used == 2
		match.reload().amount = 1
		with pytest.raises(frappe.ValidationError, match="stay as they are"):
			match.save()
		with pytest.raises(frappe.ValidationError, match="how many hours"):
			api.carry_out(match.name)
		api.carry_out(match.name, hours=6, value=240, quote="Das war eine große Hilfe.", photo_consent=1)
		assert request.reload().workflow_state == "Done"
		assert tags(offer.name)[0][13] == 1, "the table knows that they have worked together"
		api.close(match.name)
		assert todo(match)[1] == "Closed"


def test_a_match_that_fails_gives_back_and_opens_the_request_again(group):
	match, request, offer = proposed(group)
	with pytest.raises(frappe.ValidationError, match="why it came to nothing"):
		api.fail(match.name, " ")
	api.confirm(match.name)
	with pytest.raises(frappe.ValidationError, match="Only an accepted request"):
		api.propose(request.name, make_offer().name)
	api.fail(match.name, "Der Fahrer ist krank.")
	assert request.reload().workflow_state == "Accepted"
	assert not bookings.used_of([offer.name])
	again = api.propose(request.name, offer.name)
	assert api.log_attempt(again, "Declined", note="Kein Fahrer") == "Failed"
	assert frappe.db.get_value("Partner Match", again, "reason") == "Kein Fahrer"
	assert tags(offer.name) and offer_tags.rebuild(lambda _done, _total: None) and tags(offer.name)


def test_the_desk_s_own_actions_take_the_same_steps(group):
	match, request, offer = proposed(group)
	match.append("attempts", {"attempted_on": today(), "way": "Phone", "outcome": "Agreed"})
	match.save()
	apply_workflow(match, "Log Contact")
	apply_workflow(match, "Confirm")
	assert request.reload().workflow_state == "Brokered" and bookings.used_of([offer.name])
	match.reload().reason = "Doch nicht"
	match.save()
	apply_workflow(match, "Let Fail")
	assert request.reload().workflow_state == "Accepted" and not bookings.used_of([offer.name])


@pytest.mark.parametrize(
	("pair", "message"),
	[
		({"experienced_broker": NOVICE, "younger_broker": None}, "not among the members of this generation"),
		({"experienced_broker": EXPERT, "younger_broker": EXPERT}, "two persons"),
		({"experienced_broker": "Administrator"}, "is no member of the group"),
	],
)
def test_the_pair_comes_from_the_group(group, pair: dict, message: str):
	match, _request, _offer = proposed(group)
	match.update(pair)
	with pytest.raises(frappe.ValidationError, match=message):
		match.save()


def test_a_confirmed_match_becomes_each_of_the_three_once_with_its_data(group):
	match, request, _offer = proposed(group)
	with pytest.raises(frappe.ValidationError, match="Only a confirmed match"):
		api.become_project(match.name)
	api.confirm(match.name)
	api.carry_out(match.name, hours=6, value=240)
	project = frappe.get_doc("Cooperation Project", api.become_project(match.name))
	assert (project.project_title, project.municipality) == (request.request_title, SAARBRUECKEN)
	assert [row.partner_role for row in project.partners] == ["Lead Partner", "Supporter"]
	assert project.partners[1].contribution_hours == 6
	agreement = frappe.get_doc("Cooperation Agreement", api.become_agreement(match.name))
	assert [row.party_type for row in agreement.parties] == ["Municipality", "Stakeholder", "Stakeholder"]
	assert agreement.cooperation_project == project.name
	gift = frappe.get_doc("Sponsorship", api.become_sponsorship(match.name))
	assert (gift.giver, gift.amount, gift.receiver) == (match.stakeholder, 240, request.stakeholder)
	for become in (api.become_project, api.become_agreement, api.become_sponsorship):
		with pytest.raises(frappe.ValidationError, match="has become"):
			become(match.name)


def test_thanks_and_the_question_go_out_when_the_support_has_taken_place(group):
	partner = make_partner("Spedition Saar (erfunden)")
	contact = make_contact("Eva", partner, email="eva@spedition.example")
	match, _request, _offer = proposed(group, partner=partner, contact=contact.name)
	api.confirm(match.name)
	with pytest.raises(frappe.ValidationError, match="when the support has taken place"):
		api.send_thanks(match.name)
	api.carry_out(match.name, hours=2, quote="Eine große Hilfe")
	with pytest.raises(frappe.ValidationError, match="cannot send mails yet"):
		api.send_thanks(match.name)
	assert not frappe.db.get_value("Partner Match", match.name, "thanked_on")
	ensure_outgoing_mail()
	assert api.send_thanks(match.name) == 2
	rows = frappe.get_all("Email Queue", filters={"reference_name": match.name}, pluck="name", order_by="name asc")
	recipients = frappe.get_all("Email Queue Recipient", filters={"parent": ["in", rows]}, pluck="recipient")
	assert sorted(recipients) == ["erika@verein.example", "eva@spedition.example"]


@pytest.mark.commits
def test_two_who_propose_or_confirm_at_the_same_second(group, in_parallel: Callable):
	first, second, offer = accepted(group), accepted(group), make_offer(capacity=1)
	frappe.db.commit()
	outcomes = in_parallel(*[lambda: api.propose(first.name, offer.name)] * 2)
	assert sorted(type(outcome.error).__name__ for outcome in outcomes) == ["NoneType", "UniqueValidationError"]
	frappe.db.rollback()
	[match] = frappe.get_all("Partner Match", filters={"offer": offer.name}, pluck="name", order_by="name asc")
	other = api.propose(second.name, offer.name)
	frappe.db.commit()
	outcomes = in_parallel(lambda: api.confirm(match), lambda: api.confirm(other))
	[error] = [outcome.error for outcome in outcomes if outcome.error]
	assert "Nothing is left of this offer" in str(error)
	frappe.db.rollback()
	assert sum(bookings.used_of([offer.name])[offer.name].values()) == 1
	states = sorted(frappe.db.get_value("Support Request", one.name, "workflow_state") for one in (first, second))
	assert states == ["Accepted", "Brokered"]
	kept = tags(offer.name)
	offer_tags.rebuild(lambda _done, _total: None)
	assert kept == tags(offer.name)


@pytest.mark.commits
def test_a_step_that_has_read_before_another_one_leaves_the_to_do_of_what_is_true(group, in_parallel: Callable):
	match, _request, _offer = proposed(group)
	first, last = add_days(today(), 3), add_days(today(), 9)
	api.log_attempt(match.name, "Interested", next_on=first)
	frappe.db.commit()
	read, done = threading.Event(), threading.Event()

	def slow() -> None:
		assert todo(match)[0] == getdate(first)
		read.set()
		assert done.wait(30)
		api.log_attempt(match.name, "Interested", next_on=first)

	def quick() -> None:
		assert read.wait(30)
		api.log_attempt(match.name, "Interested", next_on=last)
		frappe.db.commit()
		done.set()

	outcomes = in_parallel(slow, quick)
	assert not any(outcome.error for outcome in outcomes), outcomes
	frappe.db.rollback()
	assert [row.next_on for row in match.reload().attempts] == [getdate(first), getdate(last), getdate(first)]
	assert todo(match)[0] == getdate(first), "the slow one's, not what it took for written"


@pytest.mark.commits
def test_many_matches_at_the_same_second_get_their_to_dos(group, in_parallel: Callable):
	requests, offer = [accepted(group).name for _number in range(4)], make_offer(capacity=9)
	frappe.db.commit()
	outcomes = in_parallel(*(lambda request=request: api.propose(request, offer.name) for request in requests))
	assert not any(outcome.error for outcome in outcomes), outcomes
	frappe.db.rollback()
	names = [f"MATCH-{outcome.value}" for outcome in outcomes]
	assert frappe.db.count("ToDo", {"name": ["in", names], "status": "Open"}) == 4


def test_the_number_of_statements_does_not_grow(group):
	request = accepted(group)
	partner = make_partner()
	offers = [make_offer(partner).name]
	few = len(queries_of(lambda: matching.best_partners(request.name)))
	few_requests = len(queries_of(lambda: matching.best_requests(offers[0])))
	for _number in range(6):
		offers.append(make_offer(make_partner()).name)
		accepted(group)
	many = queries_of(lambda: matching.best_partners(request.name))
	assert len(names(matching.best_partners(request.name))) == 7
	assert len(many) == few, "\n".join(many)
	assert len(queries_of(lambda: matching.best_requests(offers[0]))) == few_requests


def test_another_town_finds_no_door(group):
	match, request, offer = proposed(group)
	jena = ensure_municipality("16053000", "Jena").name
	with as_user(ensure_user("kooperation@jena.example", "Cooperation Manager", municipalities=(jena,))):
		for call in (
			lambda: matching.best_partners(request.name),
			lambda: matching.best_requests(offer.name),
			lambda: api.propose(request.name, offer.name),
			lambda: api.confirm(match.name),
			lambda: api.become_project(match.name),
		):
			with pytest.raises(frappe.PermissionError):
				call()
