"""An evening in Saarbrücken: an event is opened, agreements are entered, corrected, withdrawn and printed (F33)."""

import io

import frappe
import openpyxl
import pytest
from challenge_people import GOODS, SAARBRUECKEN, make_group, make_partner
from factories import NIENBURG, as_user, ensure_municipality, ensure_user, make
from market_records import enter, event_values
from queries import queries_of
from valid_records import make_valid

from upj_kooperation.api import market_events
from upj_kooperation.pdf import texts_of_pages

MANAGER, STRANGER = "vera@saarbruecken.example", "nina@nienburg.example"
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def event():
	"""An open market event of Saarbrücken's group."""
	doc = make("Market Event", **event_values(make_group().name))
	market_events.open_event(doc.name)
	return doc.reload()


def deals_of(event) -> list[str]:
	"""Return the names of an event's agreements."""
	return frappe.get_all("Market Deal", filters={"market_event": event.name}, pluck="name", order_by="name asc")


def test_an_evening_is_opened_and_closed_and_entered_in_between():
	event = make("Market Event", **event_values(make_group().name))
	assert (event.municipality, event.status) == (SAARBRUECKEN, "Planned")
	with pytest.raises(frappe.ValidationError, match="This one is: Planned"):
		enter(event)
	with pytest.raises(frappe.ValidationError, match="cannot become Closed"):
		market_events.close_event(event.name)
	market_events.open_event(event.name)
	enter(event)
	market_events.close_event(event.name)
	event.reload()
	assert (event.status, event.closed_by) == ("Closed", "Administrator") and event.opened_at <= event.closed_at
	with pytest.raises(frappe.ValidationError, match="This one is: Closed"):
		enter(event)
	market_events.open_event(event.name)
	enter(event)
	assert len(deals_of(event)) == 2
	event.reload()
	event.status = "Closed"
	assert event.save().status == "Open", "the status goes by steps alone"


def test_an_event_of_an_ended_group_is_not_opened():
	group = make_group()
	event = make("Market Event", **event_values(group.name))
	group.status = "Ended"
	group.save()
	with pytest.raises(frappe.ValidationError, match="The challenge group has ended"):
		market_events.open_event(event.name)


def test_typed_names_become_links_where_one_stakeholder_of_the_town_has_them(event):
	partner, double = make_partner("Saarwerk (erfunden)"), make_partner("Verein Doppelt (erfunden)")
	make_valid("Stakeholder", SAARBRUECKEN, stakeholder_name=double.stakeholder_name, possible_duplicate_confirmed=1)
	name = enter(event, giver_name=" saarwerk (erfunden)", taker_name=double.stakeholder_name)
	deal = frappe.get_doc("Market Deal", name)
	assert (deal.giver, deal.giver_name, deal.taker) == (partner.name, "Saarwerk (erfunden)", None)
	assert (deal.municipality, deal.challenge_group) == (SAARBRUECKEN, event.challenge_group)
	assert str(deal.event_date) == "2099-05-02" and deal.entered_by == "Administrator" and deal.entered_at
	assert market_events.suggest_parties(event.name, "aarwe") == ["Saarwerk (erfunden)"]
	assert market_events.suggest_parties(event.name, "a") == []
	event.event_date = "2099-05-03"
	event.save()
	assert str(frappe.db.get_value("Market Deal", name, "event_date")) == "2099-05-03"


def test_a_party_of_another_town_is_refused(event):
	ensure_municipality(NIENBURG, "Nienburg/Weser")
	foreign = make_valid("Stakeholder", NIENBURG)
	values = {"market_event": event.name, "given": "Vier Bänke", "kind": GOODS}
	with pytest.raises(frappe.ValidationError, match="belongs to another municipality"):
		make("Market Deal", giver=foreign.name, giver_name="X", taker_name="Verein", **values)
	with pytest.raises(frappe.ValidationError, match="stands on both sides"):
		enter(event, giver_name="Verein Nord", taker_name="verein nord")


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"kind": "Geld"}, "Money is taboo here, and Geld is money"),
		({"given": "500 Euro für das Fest"}, "this speaks of money: 500 Euro für das Fest"),
		({"returned": "Eine Geldspende"}, "this speaks of money: Eine Geldspende"),
	],
)
def test_money_is_taboo_while_the_setting_is_on(event, values: dict, message: str):
	with pytest.raises(frappe.ValidationError, match=message):
		enter(event, **values)
	assert deals_of(event) == []
	event.money_taboo = 0
	event.save()
	assert enter(event, **values)


def test_the_same_press_twice_makes_one_agreement(event):
	first = market_events.enter_deal(event.name, KEY, "Tischlerei", "Verein", "Vier Bänke", GOODS)
	again = market_events.enter_deal(event.name, KEY, "Tischlerei", "Verein", "Vier Bänke", GOODS)
	assert first == again and deals_of(event) == [first["name"]]
	other = make("Market Event", **event_values(event.challenge_group))
	market_events.open_event(other.name)
	with pytest.raises(frappe.UniqueValidationError, match="used for another agreement"):
		enter(other, entry_key=KEY)
	with pytest.raises(frappe.ValidationError, match="no key of its own"):
		enter(event, entry_key="1")
	assert deals_of(other) == []


@pytest.mark.commits
def test_the_same_key_at_once_makes_one_agreement(event, in_parallel):
	frappe.db.commit()
	outcomes = in_parallel(*[lambda: enter(event, entry_key=KEY)] * 4)
	frappe.db.rollback()
	assert [outcome.error for outcome in outcomes] == [None] * 4
	assert {outcome.value for outcome in outcomes} == set(deals_of(event)) and len(deals_of(event)) == 1


@pytest.mark.commits
def test_who_enters_while_the_event_is_closed_is_in_time_or_refused(event, in_parallel):
	frappe.db.commit()
	for _round in range(4):
		before = len(deals_of(event))
		outcomes = in_parallel(*[lambda: enter(event)] * 3, lambda: market_events.close_event(event.name))
		frappe.db.rollback()
		*entered, closed = outcomes
		assert closed.error is None
		in_time = [outcome for outcome in entered if outcome.value]
		late = [outcome for outcome in entered if outcome.error]
		assert len(in_time) + len(late) == 3 and len(deals_of(event)) == before + len(in_time)
		assert all("This one is: Closed" in str(outcome.error) for outcome in late)
		closed_at = frappe.db.get_value("Market Event", event.name, "closed_at")
		times = frappe.get_all(
			"Market Deal", filters={"market_event": event.name}, pluck="entered_at", order_by="name asc"
		)
		assert all(moment <= closed_at for moment in times)
		market_events.open_event(event.name)
		frappe.db.commit()


def test_an_agreement_is_corrected_and_withdrawn_with_a_reason_and_never_lost(event):
	enter(event, hours=3, value=100)
	deal = frappe.get_doc("Market Deal", enter(event, hours=12, value=800.5))
	market_events.close_event(event.name)
	deal.hours = 2
	with pytest.raises(frappe.ValidationError, match="why the agreement is corrected or withdrawn"):
		deal.save()
	deal.reload().update({"hours": 2, "change_reason": "Zahlendreher"})
	deal.save()
	assert "Zahlendreher (Hours)" in deal.change_log and deal.change_reason is None
	assert market_events.board(event.name)["totals"] == {"deals": 2, "hours": 5, "value": 900.5}
	deal.update({"status": "Withdrawn", "change_reason": "Doppelt erfasst"})
	deal.save()
	assert deal.change_log.count("\n") == 1 and "Doppelt erfasst (Status)" in deal.change_log
	assert market_events.board(event.name)["totals"] == {"deals": 1, "hours": 3, "value": 100}
	deal.update({"hours": 4, "change_reason": "Noch einmal"})
	with pytest.raises(frappe.ValidationError, match="This agreement is withdrawn"):
		deal.save()
	deal.reload().update({"given": "200 Euro", "status": "Agreed", "change_reason": "Gilt doch"})
	with pytest.raises(frappe.ValidationError, match="speaks of money"):
		deal.save()
	deal.reload().update({"status": "Agreed", "change_reason": "Gilt doch"})
	assert deal.save().change_log.count("\n") == 2
	versions = frappe.get_all(
		"Version", filters={"docname": deal.name}, pluck="data", order_by="creation asc, name asc"
	)
	assert '"hours",\n   12.0,\n   2.0' in versions[0] or '"12' in versions[0]
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("Market Event", event.name)
	ensure_user(MANAGER, "Cooperation Manager", municipalities=(SAARBRUECKEN,))
	with as_user(MANAGER), pytest.raises(frappe.PermissionError):
		frappe.delete_doc("Market Deal", deal.name)


def test_evening_and_agreements_end_at_the_fence(event):
	enter(event)
	ensure_municipality(NIENBURG, "Nienburg/Weser")
	ensure_user(STRANGER, "Cooperation Manager", municipalities=(NIENBURG,))
	ensure_user("pruefung@saarbruecken.example", "Cooperation Auditor")
	for call in (
		lambda: market_events.board(event.name),
		lambda: market_events.entry_desk(event.name),
		lambda: market_events.suggest_parties(event.name, "Saar"),
		lambda: enter(event),
		lambda: market_events.close_event(event.name),
		lambda: market_events.print_deals(event.name),
		lambda: market_events.download_deals(event.name),
		lambda: frappe.call("frappe.realtime.can_subscribe_doc", doctype="Market Event", docname=event.name),
	):
		with as_user(STRANGER), pytest.raises(frappe.PermissionError):
			call()
	with as_user(STRANGER):
		assert market_events.entry_desk() == {"event": None, "events": []}
	with as_user("pruefung@saarbruecken.example"):
		assert market_events.board(event.name)["totals"]["deals"] == 1
		for call in (lambda: enter(event), lambda: market_events.close_event(event.name)):
			with pytest.raises(frappe.PermissionError):
				call()


@pytest.mark.commits
def test_all_agreements_are_one_pdf_with_a_page_for_each_and_a_list(event):
	with pytest.raises(frappe.ValidationError, match="nothing to print"):
		market_events.print_deals(event.name)
	names = [
		enter(event, giver_name=f"Betrieb {number} (erfunden)", hours=number, value=10, returned="+ ein Grillabend")
		for number in range(1, 4)
	]
	gone = frappe.get_doc("Market Deal", names.pop(1))
	gone.update({"status": "Withdrawn", "change_reason": "Doppelt"})
	gone.save()
	market_events.print_deals(event.name)
	pages = texts_of_pages(frappe.local.response.filecontent)
	assert len(pages) == 2 and frappe.local.response.filename == f"{event.name}.pdf"
	for page, name, number in zip(pages, names, (1, 3), strict=True):
		assert name in page and f"Betrieb {number} (erfunden)" in page and "Vier Bänke für den Hof" in page
		assert event.event_name in page and page.count("Ort, Datum, Unterschrift") == 2 and "Geld ist tabu" in page
	one = frappe.get_print("Market Deal", names[0], print_format="Market Deal")
	assert "Betrieb 1 (erfunden)" in one and "Betrieb 3" not in one
	market_events.download_deals(event.name)
	rows = list(openpyxl.load_workbook(io.BytesIO(frappe.response["filecontent"])).active.values)
	assert [row[0] for row in rows[1:]] == names and rows[0][1] == "Name of the Company"
	assert rows[1][4] == "'+ ein Grillabend" and (rows[2][7], rows[2][8]) == (3, 10)


@pytest.mark.commits
def test_statements_stay_as_many_however_many_agreements_there_are(event):
	make_partner("Saarwerk (erfunden)")

	def counts() -> list[int]:
		calls = (
			lambda: enter(event, giver_name="Saarwerk (erfunden)"),
			lambda: market_events.board(event.name),
			lambda: market_events.entry_desk(event.name),
			lambda: market_events.download_deals(event.name),
			lambda: frappe.get_print("Market Event", event.name, print_format="Market Agreements"),
		)
		return [len(queries_of(call)) for call in calls]

	counts()
	few = counts()
	for number in range(12):
		enter(event, giver_name=f"Betrieb {number} (erfunden)")
	assert counts() == few
	latest = market_events.board(event.name)["latest"]
	assert len(latest) == 8 and latest[0].name > latest[-1].name
