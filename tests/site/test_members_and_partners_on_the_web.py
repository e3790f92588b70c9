"""Members of Saarbrücken's group and partners on the web: their own pages, for their own time, and nobody else's."""

import re
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from agreement_people import refused
from browsing import barriers
from challenge_people import GOODS, HANDS, SAARBRUECKEN, TRANSPORT, kinds, make_group, make_offer, make_partner, tags
from entry_points import page
from factories import as_user, ensure_area, ensure_user, make, make_contact, make_stakeholder
from frappe.utils import add_days, formatdate, getdate, today
from frappe.utils.password import update_password
from queries import queries_of
from valid_records import make_valid

from upj_kooperation import tasks
from upj_kooperation.api import group_members, matches, matching, offers
from upj_kooperation.challenge_brokering import bookings, member_pages, offer_pages
from upj_kooperation.challenge_brokering.members import users_today, users_with_role

VERA = "vera@saarbruecken.example"
ERIKA, MAX, FREMD = "erika@gruppe.example", "max@gruppe.example", "fremd@gruppe.example"
EVA, OTTO = "eva@werk.example", "otto@werk.example"
PASSWORD = "Nordertor-2016!"
ROLE = "Challenge Group Member"
PRIVATE = "Nadia Geheimrat (erfunden)"


def row(user: str, generation: str = "Experienced", **values: Any) -> dict[str, Any]:
	"""A row of the members of a group."""
	return {"member_name": f"{user.split('@')[0].title()} (erfunden)", "user": user, "generation": generation, **values}


def group_of(*rows: dict[str, Any], **values: Any) -> Any:
	"""A group with these members, whose accounts have followed it."""
	for one in rows:
		if not frappe.db.exists("User", one["user"]):
			ensure_user(one["user"])
	group = make_group(coordinator=manager(), members=list(rows), **values)
	follow()
	return group


def follow() -> None:
	"""Let the role follow the groups as the scheduler does, which commits after each user."""
	for user in sorted(users_with_role() ^ users_today()):
		tasks._follow_group_member(user)


def manager() -> str:
	make_partner("Niemandes Werk (erfunden)")
	return ensure_user(VERA, "Cooperation Manager", municipalities=(SAARBRUECKEN,))


def accepted(group: Any, **values: Any) -> Any:
	"""An accepted request of the group; the way there is told in test_requests."""
	values = {"kinds": kinds(TRANSPORT), "needed_by": add_days(today(), 30), "programme_area": None, **values}
	doc = make_valid("Support Request", SAARBRUECKEN, challenge_group=group.name, contact_person=PRIVATE, **values)
	organisation = make_stakeholder("Nachbarverein (erfunden)", municipality=SAARBRUECKEN, actor_type="Nonprofit")
	doc.db_set({"workflow_state": "Accepted", "accepted_on": today(), "stakeholder": organisation.name})
	return doc.reload()


def match_of(group: Any, **values: Any) -> Any:
	"""A proposed match of the group, with the pair that the program chooses."""
	partner = make_partner(frappe.generate_hash(length=8))
	contact = make_contact("Petra", partner, email="petra@werk.example")
	request = accepted(group, **values)
	return frappe.get_doc(
		"Partner Match", matches.propose(request.name, make_offer(partner, contact=contact.name).name)
	)


def call(match: Any, outcome: str = "Interested", next_on: Any = None, note: str = "", **values: Any) -> dict:
	"""Log a call as the page does, in German."""
	frappe.local.lang = "de"
	answers = {"outcome": outcome, "way": "Phone", "next_on": next_on or "", "note": note, **values}
	try:
		return group_members.log_call(getattr(match, "name", match), answers)
	finally:
		frappe.local.lang = "en"


def roles(user: str) -> bool:
	frappe.clear_cache(user=user)
	return ROLE in frappe.get_roles(user)


def give_access(user: str, partner: Any) -> None:
	"""Give a partner's contact access as the scheduler does, without the mail."""
	ensure_user(user, "Cooperation Partner")
	contact = make_contact(user.split("@")[0].title(), partner, email=user)
	access = frappe.get_doc({"doctype": "Partner Access", "stakeholder": partner.name, "contact": contact.name})
	access.insert().record(status="Active", user=user).save()


def answers(**values: Any) -> dict[str, Any]:
	"""What the page of a new offer sends."""
	return {
		"offer_title": "Lastwagen am Samstag",
		"kinds": [TRANSPORT],
		"fields_of_action": [],
		"areas": [],
		"capacity": "2",
		"capacity_unit": "Fahrten",
		"capacity_period": "Month",
		"available_from": "",
		"available_until": "",
		"conditions": "Mit Fahrer, zwei Wochen vorher.",
		"sought": "Auszubildende für das Lager.",
		**values,
	}


def enter(once: str | None = None, **values: Any) -> Any:
	"""Enter an offer as the page does, and return it."""
	link = offers.enter(once or frappe.generate_hash(length=32), answers(**values))["link"]
	frappe.local.lang = "en"
	return frappe.get_doc("Support Offer", link.rpartition("/")[2])


# Members of a group.


def test_a_member_sees_the_group_and_logs_a_call():
	group = group_of(row(ERIKA, network_fields="Handwerk", from_date="2016-01-01"), row(MAX, "Younger"))
	match = match_of(group, request_title="Umzug der Fahrradwerkstatt")
	other = accepted(group, request_title="Stühle für das Erzählcafé")
	draft = make_valid("Support Request", SAARBRUECKEN, challenge_group=group.name, request_title="Noch ein Entwurf")
	assert (match.experienced_broker, match.younger_broker) == (ERIKA, MAX)
	with as_user(ERIKA):
		shown = page(member_pages.show_groups)
		[own] = shown.groups
		assert (own.group_name, own.coordinator.email) == (group.group_name, VERA)
		assert [one["name"] for one in own.members] == ["Erika (erfunden)", "Max (erfunden)"]
		assert own.members[0]["term"] == "seit 01.01.2016" and own.members[0]["network"] == "Handwerk"
		titles = [one["title"] for one in own.requests]
		assert sorted(titles) == ["Stühle für das Erzählcafé", "Umzug der Fahrradwerkstatt"]
		[waiting] = shown.matches
		assert "anrufen" in waiting.waits.lower() and not waiting.is_late
		for request in (other.name, match.request):
			seen = page(member_pages.show_request, request=request)
			assert PRIVATE not in str(seen.parts) and "erika@verein.example" not in str(seen.parts)
		assert page(member_pages.show_request, request=draft.name).http_status_code == 404
		seen = page(member_pages.show_match, match=match.name)
		assert seen.in_touch and seen.request.contact_person == PRIVATE
		assert seen.partner_contact.email_id == "petra@werk.example"

		before = (frappe.db.count("Partner Match Attempt"), frappe.db.count("Version"))
		for wrong, words in (
			({"outcome": ""}, "Ergebnis"),
			({"outcome": "Begeistert"}, "auswählbaren"),
			({"outcome": "Interested"}, "wann"),
			({"outcome": "Interested", "next_on": "31.12.2099"}, "Datum"),
			(
				{"outcome": "Interested", "next_on": add_days(today(), -1)},
				formatdate(add_days(today(), -1), "dd.mm.yyyy"),
			),
			({"outcome": "Declined"}, "Bemerkung"),
			({"outcome": "Agreed", "note": "<b>ja</b>"}, "Text"),
			({"outcome": ["Agreed"]}, "einzelner Wert"),
			({"outcome": "Agreed", "way": {"a": 1}}, "einzelner Wert"),
		):
			with refused(words):
				call(match, **wrong)
		assert (frappe.db.count("Partner Match Attempt"), frappe.db.count("Version")) == before
		assert call(match, next_on=add_days(today(), 3), note="Fragt den Fuhrpark") == {"link": "/gruppe"}
		seen = page(member_pages.show_match, match=match.name)
		assert [(one["outcome"], one["by"], one["note"]) for one in seen.attempts] == [
			("Interessiert", "erika", "Fragt den Fuhrpark")
		]
	assert match.reload().workflow_state == "Contacted"
	todo = frappe.db.get_value("ToDo", {"reference_name": match.name}, ["allocated_to", "date"], as_dict=True)
	assert (todo.allocated_to, todo.date) == (VERA, getdate(add_days(today(), 3)))
	with as_user(MAX):
		call(match, "Declined", note="Kein Fahrer")
	assert (match.reload().workflow_state, match.reason) == ("Failed", "Kein Fahrer")
	with as_user(ERIKA):
		assert not page(member_pages.show_match, match=match.name).in_touch
		with refused("weiter"):
			call(match, "Agreed")


@pytest.mark.commits
def test_meetings_show_their_agenda_and_once_held_their_minutes():
	group = group_of(row(ERIKA), row(MAX, "Younger"), votes_on_requests=1)
	request = make_valid("Support Request", SAARBRUECKEN, challenge_group=group.name)
	meeting = make(
		"Challenge Group Meeting",
		challenge_group=group.name,
		meeting_date=today(),
		agenda=[{"kind": "New Request", "topic": "Bühne", "request": request.name}],
		minutes="<p>Vorab notiert</p>",
	)
	with as_user(ERIKA):
		seen = page(member_pages.show_meeting, meeting=meeting.name)
		assert [one["topic"] for one in seen.agenda] == ["Bühne"] and not seen.minutes
		with refused("not|nichts", frappe.PermissionError):
			group_members.print_minutes(meeting.name)
	frappe.local.lang = "en"
	meeting.agenda[0].update({"result": "Adopted", "votes_for": 2})
	meeting.update({"status": "Held", "attendance": [{"person_name": "Erika"}, {"person_name": "Max"}]})
	meeting.save()
	with as_user(ERIKA):
		seen = page(member_pages.show_meeting, meeting=meeting.name)
		assert "Vorab notiert" in seen.minutes and seen.present == ["Erika", "Max"]
		assert (seen.agenda[0]["result"], seen.agenda[0]["votes"]) == (
			"Angenommen",
			"2 Ja, 0 Nein, 0 Enthaltungen",
		)
		group_members.print_minutes(meeting.name)
		assert frappe.local.response.filecontent[:4] == b"%PDF"
	frappe.local.lang = "en"


def test_the_role_follows_the_terms_also_of_two_groups():
	group = group_of(row(ERIKA), row(MAX, "Younger", from_date=add_days(today(), 1)))
	assert roles(ERIKA) and not roles(MAX) and MAX not in users_today()
	second = group_of(row(ERIKA), group_name="Zweite Gruppe")
	match, theirs = match_of(group), match_of(second)
	with as_user(MAX):
		shown = page(member_pages.show_groups)
		assert shown.http_status_code == 403 and "beginnt am" in shown.missing
		with refused("beginnt am", frappe.PermissionError):
			call(match, "Agreed")
	with as_user(ERIKA):
		assert len(page(member_pages.show_groups).groups) == 2
		assert len(page(member_pages.show_groups).matches) == 2
	group.reload().members[0].update({"from_date": add_days(today(), -9), "to_date": add_days(today(), -1)})
	group.save()
	follow()
	assert roles(ERIKA), "the other group's term runs"
	with as_user(ERIKA):
		shown = page(member_pages.show_groups)
		assert [one.name for one in shown.groups] == [second.name]
		assert [one.name for one in shown.matches] == [theirs.name]
		assert page(member_pages.show_match, match=match.name).http_status_code == 404
		with refused("nichts", frappe.PermissionError):
			call(match, "Agreed")
		call(theirs, "Agreed")
	second.reload().members[0].to_date = add_days(today(), -1)
	second.save()
	with as_user(ERIKA):
		shown = page(member_pages.show_groups)
		assert shown.http_status_code == 403 and formatdate(add_days(today(), -1), "dd.mm.yyyy") in shown.missing
		with refused("Amtszeit", frappe.PermissionError):
			call(theirs, "Agreed")
		with refused("Amtszeit", frappe.PermissionError):
			group_members.print_minutes("CGM-00001")
	frappe.local.lang = "en"
	follow()
	assert not roles(ERIKA)
	# A member who works in the desk keeps the desk; who is no member loses the role, wherever it came from.
	ensure_user(FREMD, ROLE)
	second.append("members", row(VERA))
	second.save()
	follow()
	assert roles(VERA) and "Cooperation Manager" in frappe.get_roles(VERA) and not roles(FREMD)
	second.reload().status = "Ended"
	second.save()
	follow()
	assert not roles(VERA)


@pytest.mark.commits
def test_another_groups_member_finds_no_door(web_server: Any):
	"""Pages, posts, REST, lists, link search, report and PDF over HTTP, of another group, and past the own pages."""
	group = group_of(row(ERIKA), row(MAX, "Younger"))
	group_of(row(FREMD), group_name="Andere Gruppe")
	frappe.db.delete("Has Role", {"role": ROLE})
	tasks.follow_group_members()
	tasks.follow_group_members()
	assert users_with_role() == {ERIKA, MAX, FREMD}
	match = match_of(group, request_title="Geheime Anfrage")
	meeting = make(
		"Challenge Group Meeting",
		challenge_group=group.name,
		subject="Geheimes Treffen",
		meeting_date=today(),
		status="Held",
		attendance=[{"person_name": "Erika"}],
		minutes="<p>Geheime Worte</p>",
	)
	for user in (ERIKA, FREMD):
		update_password(user, PASSWORD)
	frappe.db.commit()
	method = "/api/method/upj_kooperation.api.group_members"
	pages = (
		f"/gruppe/anfrage/{match.request}",
		f"/gruppe/vermittlung/{match.name}",
		f"/gruppe/treffen/{meeting.name}",
		f"{method}.print_minutes?meeting={meeting.name}",
	)
	platform = [
		f"/api/method/frappe.desk.search.search_link?doctype={doctype}&txt=Geheim"
		for doctype in ("Partner Match", "Support Request")
	]
	for record in (match, meeting, group, frappe.get_doc("Support Request", match.request)):
		platform += [
			f"/api/resource/{record.doctype}/{record.name}",
			f"/api/resource/{record.doctype}?limit_page_length=0",
			f'/api/resource/{record.doctype}?fields=["*"]&filters=[["name","=","{record.name}"]]',
			f"/printview?doctype={record.doctype}&name={record.name}",
			f"/api/method/frappe.client.get?doctype={record.doctype}&name={record.name}",
		]
	platform += [
		'/api/resource/Partner Match Attempt?parent=Partner Match&fields=["*"]',
		'/api/method/frappe.desk.reportview.get?doctype=Partner Match&fields=["*"]',
		"/api/method/frappe.desk.query_report.run?report_name=Co-financing of the Office&filters={}",
	]
	secrets = ("Geheime", "Geheimes", "%PDF", PRIVATE)
	stranger, own = web_server.session(FREMD, PASSWORD), web_server.session(ERIKA, PASSWORD)
	for door in (*pages, *platform, "/gruppe"):
		text = stranger.get(door).text
		assert not [secret for secret in secrets if secret in text], door
	for door in platform:
		text = own.get(door).text
		assert not [secret for secret in secrets if secret in text], door
	assert own.get(pages[3]).content[:4] == b"%PDF"
	assert all("Geheim" in own.get(door).text for door in pages[:3]) and "Geheime Anfrage" in own.get("/gruppe").text
	assert "Andere Gruppe" in stranger.get("/gruppe").text
	guest = web_server.session(None)
	assert all("Geheim" not in guest.get(door).text for door in pages) and "/login" in guest.get("/gruppe").url
	body = {"token": match.name, "answers": {"outcome": "Agreed", "way": "Phone"}}
	own.headers["X-Frappe-CSRF-Token"] = re.search('data-csrf="(\\w+)"', own.get(pages[1]).text)[1]
	written = {"match_title": "Geändert", "amount": 99, "hours": 99, "workflow_state": "Confirmed", "municipality": "x"}
	for client in (stranger, own, guest):
		assert not client.put(f"/api/resource/Partner Match/{match.name}", json=written).ok
		assert not client.delete(f"/api/resource/Partner Match/{match.name}").ok
		value = {"doctype": "Partner Match", "name": match.name, "fieldname": "amount", "value": 99}
		assert not client.post("/api/method/frappe.client.set_value", json=value).ok
		assert not client.post(
			"/api/method/upj_kooperation.api.matches.log_attempt", json={"match": match.name, "outcome": "Agreed"}
		).ok
	for client in (stranger, guest):
		answer = client.post(f"{method}.log_call", json=body)
		assert answer.status_code == 403, answer.text
	frappe.db.rollback()
	assert (match.reload().amount, match.workflow_state, len(match.attempts)) == (1, "Proposed", 0)
	assert own.post(f"{method}.log_call", json=body).ok
	frappe.db.rollback()
	assert (match.reload().workflow_state, len(match.attempts)) == ("Contacted", 1)


@pytest.mark.commits
def test_two_of_a_pair_who_log_at_the_same_second_are_both_there(in_parallel: Callable):
	match = match_of(group_of(row(ERIKA), row(MAX, "Younger")))
	frappe.db.commit()

	def log(user: str) -> Callable:
		def act() -> None:
			frappe.set_user(user)
			call(match.name, "Interested", add_days(today(), 2), user)

		return act

	outcomes = in_parallel(log(ERIKA), log(MAX))
	frappe.db.rollback()
	assert [outcome.error for outcome in outcomes] == [None, None]
	assert sorted(one.attempted_by for one in match.reload().attempts) == [ERIKA, MAX]


def test_the_overview_of_a_member_costs_the_same_for_many():
	group = group_of(row(ERIKA), row(MAX, "Younger"))
	match_of(group)
	with as_user(ERIKA):
		few = len(queries_of(lambda: page(member_pages.show_groups)))
	for _more in range(4):
		match_of(group)
		make("Challenge Group Meeting", challenge_group=group.name, meeting_date=today())
	with as_user(ERIKA):
		shown = page(member_pages.show_groups)
		assert len(shown.matches) == 5
		assert len(queries_of(lambda: page(member_pages.show_groups))) == few <= 12


# Partners and their offers.


def test_a_partner_enters_an_offer_and_the_coordinator_finds_it_proposed():
	partner, area = make_partner("Spedition Halberg (erfunden)"), ensure_area(SAARBRUECKEN, "Malstatt")
	give_access(EVA, partner)
	group = make_group(coordinator=manager())
	with as_user(EVA):
		shown = page(offer_pages.show_new_offer)
		assert {one["value"] for one in shown.kinds} >= {TRANSPORT, GOODS} and "Geld" not in str(shown.kinds)
		offer = enter(areas=[area.name])
		assert (offer.status, offer.stakeholder, offer.municipality) == ("Active", partner.name, SAARBRUECKEN)
		assert frappe.db.get_value("Contact", offer.contact, "email_id") == EVA
	request = accepted(group, programme_area=area.name)
	with as_user(VERA):
		assert frappe.get_list("Support Offer", pluck="name", order_by="name asc") == [offer.name]
		[best] = matching.best_partners(request.name)["proposals"]
		assert (best["offer"], best["partner_name"]) == (offer.name, "Spedition Halberg (erfunden)")
		assert best["sought"] == "Auszubildende für das Lager."
		match = matches.propose(request.name, offer.name)
		matches.log_attempt(match, "Agreed")
		matches.confirm(match, needed_on=today())
	with as_user(EVA):
		[row_] = page(offer_pages.show_offers).offers
		assert (row_.amount, row_.left, row_.confirmed) == ("2 Fahrten je Monat", "zurzeit noch 1 (Fahrten)", 1)
		seen = page(offer_pages.show_offer, offer=offer.name)
		[confirmed] = seen.confirmed
		assert confirmed["title"] == request.request_title and confirmed["day"] == formatdate(today(), "dd.mm.yyyy")
		before = (frappe.db.count("Support Offer"), frappe.db.get_value("Support Offer", offer.name, "modified"))
		for wrong, words in (
			({"kinds": []}, "mindestens eine Art"),
			({"kinds": ["Geld"]}, "Geld"),
			({"kinds": [{"a": 1}]}, "einzelner Wert"),
			({"capacity": "0"}, "mindestens 1"),
			({"capacity": "zwei"}, "ganze Zahl"),
			({"capacity_period": "Week"}, "auswählbaren"),
			({"available_from": "2016-05-02", "available_until": "2016-05-01"}, "endet"),
			({"available_from": "2.5.2016"}, "Datum"),
			({"offer_title": ""}, "offer_title"),
			({"conditions": "<script>x()</script>"}, "Bedingungen"),
			({"sought": "<script>x()</script>"}, "Was der Partner sucht"),
		):
			with refused(words):
				offers.save(seen.token, answers(**wrong))
			with refused(words):
				enter(**wrong)
		assert (
			frappe.db.count("Support Offer"),
			frappe.db.get_value("Support Offer", offer.name, "modified"),
		) == before
		assert offers.save(seen.token, answers(capacity="5", kinds=[TRANSPORT, HANDS])) == {"link": "/partner/angebote"}
		with refused("inzwischen geändert"):
			offers.save(seen.token, answers(capacity="9"))
		assert frappe.db.get_value("Support Offer", offer.name, "capacity") == 5
		for status in ("Paused", "Active", "Ended"):
			[step] = [one for one in page(offer_pages.show_offer, offer=offer.name).steps if one["status"] == status]
			offers.change_status(step["token"], {})
			assert bool(tags(offer.name)) == (status == "Active")
		last = page(offer_pages.show_offer, offer=offer.name)
		assert not last.steps and not last.may_change
		with refused("beendet"):
			offers.save(last.token, answers())
		with refused("beendet|Status"):
			offers.change_status(f"{last.token}|Active", {})
	frappe.local.lang = "en"
	assert bookings.used_of([offer.name])[offer.name], "what was confirmed stays so"


def test_a_partner_without_access_and_another_partner_find_nothing():
	own, other = make_partner("Eigenes Werk (erfunden)"), make_partner("Anderes Werk (erfunden)")
	give_access(EVA, own), give_access(OTTO, other)
	with as_user(OTTO):
		theirs = enter(offer_title="Geheimes Angebot")
		token = page(offer_pages.show_offer, offer=theirs.name).token
	with as_user(EVA):
		mine = enter()
		assert [one.name for one in page(offer_pages.show_offers).offers] == [mine.name]
		assert page(offer_pages.show_offer, offer=theirs.name).http_status_code == 404
		for act in (
			lambda: offers.save(token, answers(capacity="9")),
			lambda: offers.change_status(f"{token}|Ended", {}),
			lambda: offers.save("SO-99999|x", answers()),
			lambda: enter(stakeholder=other.name),
		):
			with refused(None, frappe.PermissionError):
				act()
		with refused("gehört|Ansprech|kein", frappe.ValidationError):
			foreign = make_contact("Max", other, email="max@werk.example").name
			frappe.get_doc("Support Offer", mine.name).update({"contact": foreign}).save()
	for access in frappe.get_all("Partner Access", filters={"user": EVA}, pluck="name"):
		frappe.get_doc("Partner Access", access).record(status="Ended").save()
	with as_user(EVA):
		assert page(offer_pages.show_offers).offers == []
		assert page(offer_pages.show_new_offer).http_status_code == 404
		with refused(None, frappe.PermissionError):
			enter()
	with as_user(ensure_user(FREMD)):
		assert page(offer_pages.show_offers).http_status_code == 404
		with refused(None, frappe.PermissionError):
			enter()
	frappe.local.lang = "en"


@pytest.mark.commits
def test_the_same_page_sent_twice_makes_one_offer_and_of_two_savers_one_is_told(in_parallel: Callable):
	partner = make_partner("Doppelwerk (erfunden)")
	give_access(EVA, partner)
	once = frappe.generate_hash(length=32)
	frappe.db.commit()

	def enter_it() -> None:
		frappe.set_user(EVA)
		offers.enter(once, answers())

	outcomes = in_parallel(enter_it, enter_it)
	frappe.db.rollback()
	assert [outcome.error for outcome in outcomes] == [None, None]
	[offer] = frappe.get_all("Support Offer", filters={"stakeholder": partner.name}, fields=["name", "modified"])
	token = offer_pages.token_of(offer)

	def save(capacity: str) -> Callable:
		def act() -> None:
			frappe.set_user(EVA)
			offers.save(token, answers(capacity=capacity))

		return act

	outcomes = in_parallel(save("3"), save("4"))
	frappe.db.rollback()
	[error] = [outcome.error for outcome in outcomes if outcome.error]
	assert "inzwischen geändert" in str(error)
	assert frappe.db.get_value("Support Offer", offer.name, "capacity") in (3, 4)


def test_the_list_of_offers_costs_the_same_for_many():
	give_access(EVA, make_partner("Vielwerk (erfunden)"))
	with as_user(EVA):
		enter()
		few = len(queries_of(lambda: page(offer_pages.show_offers)))
		for _more in range(5):
			enter()
		assert len(page(offer_pages.show_offers).offers) == 6
		assert len(queries_of(lambda: page(offer_pages.show_offers))) == few <= 12
	frappe.local.lang = "en"


@pytest.mark.commits
def test_the_pages_have_no_barriers_and_a_call_is_logged_in_one_step(open_page: Callable):
	group = group_of(row(ERIKA), row(MAX, "Younger"))
	match = match_of(group, request_title="Umzug der Fahrradwerkstatt")
	meeting = make(
		"Challenge Group Meeting",
		challenge_group=group.name,
		meeting_date=today(),
		agenda=[{"kind": "Other", "topic": "Neue Mitglieder"}],
	)
	over = row(FREMD, from_date="2016-01-01", to_date="2016-12-31")
	ensure_user(FREMD)
	group.append("members", over)
	group.save()
	give_access(EVA, make_partner("Spedition Halberg (erfunden)"))
	for user in (ERIKA, FREMD, EVA):
		update_password(user, PASSWORD)
	frappe.db.commit()
	faults: list[str] = []

	def opened(user: str) -> Any:
		page = open_page(user, PASSWORD)
		page.set_default_timeout(60_000)
		page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
		return page

	def look(page: Any) -> None:
		for width in (1280, 390):
			page.set_viewport_size({"width": width, "height": 900})
			assert barriers(page) == []
			assert page.evaluate("document.documentElement.scrollWidth") <= width

	page = opened(ERIKA)
	page.goto("/gruppe")
	look(page)
	page.get_by_role("link", name="Umzug der Fahrradwerkstatt", exact=True).click()
	page.get_by_role("heading", name="Worum es geht").wait_for()
	look(page)
	assert PRIVATE not in page.content()
	page.goto(f"/gruppe/treffen/{meeting.name}")
	page.get_by_text("Neue Mitglieder").wait_for()
	look(page)
	page.goto(f"/gruppe/vermittlung/{match.name}")
	assert PRIVATE in page.content()
	look(page)
	page.get_by_label("Ergebnis").select_option("Interested")
	page.get_by_label("Bemerkung").fill("Fragt den Fuhrpark")
	page.get_by_role("button", name="Anruf vermerken").click()
	day = page.locator("#next_on")
	assert day.get_attribute("aria-invalid") == "true" and page.evaluate("document.activeElement.id") == "next_on"
	look(page)
	day.fill("2016-01-01")
	page.keyboard.press("Enter")
	page.locator("#problem", has_text="01.01.2016").wait_for()
	assert page.get_by_label("Bemerkung").input_value() == "Fragt den Fuhrpark"
	page.get_by_label("Ergebnis").select_option("Agreed")
	day.fill("")
	page.get_by_role("button", name="Anruf vermerken").click()
	page.wait_for_url("**/gruppe")
	frappe.db.rollback()
	assert [one.outcome for one in match.reload().attempts] == ["Agreed"]

	refused_faults = [text for text in faults if "417" not in text]
	page = opened(FREMD)
	page.goto("/gruppe")
	page.get_by_text("endete am 31.12.2016").wait_for()
	look(page)
	faults.clear()

	page = opened(EVA)
	page.goto("/partner/angebote")
	look(page)
	page.get_by_role("link", name="Angebot eintragen").click()
	page.get_by_role("button", name="Angebot eintragen").click()
	assert page.evaluate("document.activeElement.id") == "offer_title"
	look(page)
	page.get_by_label("Was Sie anbieten").fill("Lastwagen am Samstag")
	page.get_by_label(TRANSPORT).check()
	page.get_by_role("button", name="Angebot eintragen").click()
	page.get_by_role("heading", name="Lastwagen am Samstag").wait_for()
	look(page)
	page.get_by_role("button", name="Angebot pausieren").click()
	page.get_by_text("Pausiert").wait_for()
	page.locator("#capacity").fill("3")
	page.get_by_role("button", name="Änderungen speichern").click()
	page.wait_for_url("**/partner/angebote")
	page.get_by_text("3, einmalig").wait_for()
	assert not faults and not refused_faults
