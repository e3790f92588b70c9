"""Offers of partners: entered by the town or the partner, never overbooked, and found under what they are (F4)."""

import datetime
from collections.abc import Callable

import frappe
import pytest
from challenge_people import GOODS, HANDS, SAARBRUECKEN, TRANSPORT, kinds, make_group, make_offer, make_partner, tags
from factories import as_user, ensure_area, ensure_municipality, ensure_user, make_contact
from frappe.utils import add_days, getdate, today

from upj_kooperation.challenge_brokering import bookings
from upj_kooperation.patches import say_why_stakeholders_may_be_asked

MAY = datetime.date(2016, 5, 17)


def test_an_offer_takes_its_town_from_its_partner_and_is_found_while_it_is_active():
	partner = make_partner("Möbelhaus Malstatt (erfunden)")
	offer = make_offer(partner, status="Draft")
	assert (offer.municipality, offer.partner_name) == (SAARBRUECKEN, "Möbelhaus Malstatt (erfunden)")
	assert not tags(offer.name)
	offer.status = "Active"
	offer.save()
	area = ensure_area(SAARBRUECKEN, "Malstatt")
	offer.update({"areas": [{"programme_area": area.name}], "kinds": kinds(TRANSPORT, HANDS)})
	offer.save()
	assert sorted((row[2], row[3]) for row in tags(offer.name)) == [
		(HANDS, "*"),
		(HANDS, area.name),
		(TRANSPORT, "*"),
		(TRANSPORT, area.name),
	]
	partner.reload().update({"objected_on": today()})
	partner.save()
	assert not tags(offer.name), "who objected is not found"
	assert "objected" in str(frappe.get_doc("Support Offer", offer.name).why_not_asked().message)
	partner.update({"objected_on": None, "stakeholder_name": "Möbelhaus an der Saar (erfunden)"})
	partner.save()
	assert len(tags(offer.name)) == 4
	assert frappe.db.get_value("Support Offer", offer.name, "partner_name") == "Möbelhaus an der Saar (erfunden)"
	for status in ("Paused", "Ended"):
		offer.reload().status = status
		offer.save()
		assert not tags(offer.name)
	frappe.delete_doc("Support Offer", offer.name)


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"kinds": []}, "at least one kind"),
		({"kinds": kinds(GOODS, GOODS)}, "chosen twice"),
		({"kinds": kinds("Geld")}, "No challenge group of this municipality takes money"),
		({"capacity": 0}, "at least 1"),
		({"available_from": "2016-05-02", "available_until": "2016-05-01"}, "ends before it begins"),
		({"capacity": -1}, "must not be negative"),
		({"offer_title": "<b>Transporter</b>"}, "plain text"),
	],
)
def test_what_cannot_be_offered_is_refused_in_words(values: dict, message: str):
	partner = make_partner()
	before = frappe.db.count("Support Offer")
	with pytest.raises(frappe.ValidationError, match=message):
		make_offer(partner, **values)
	assert frappe.db.count("Support Offer") == before


def test_money_is_offered_only_where_a_group_takes_it():
	group = make_group(money_allowed=1)
	offer = make_offer(kinds=kinds("Geld"), capacity_unit="Euro", capacity=500)
	assert offer.kinds[0].kind == "Geld"
	group.status = "Ended"
	group.save()
	with pytest.raises(frappe.ValidationError, match="takes money"):
		offer.save()


def test_areas_and_contacts_are_those_of_the_partner():
	ensure_municipality()
	foreign, partner = ensure_area(), make_partner()
	with pytest.raises(frappe.ValidationError, match="belong to another municipality"):
		make_offer(partner, areas=[{"programme_area": foreign.name}])
	stranger = make_contact("Max", make_partner("Anderes Werk (erfunden)"), email="max@werk.example")
	with pytest.raises(frappe.ValidationError, match="is no contact of"):
		make_offer(partner, contact=stranger.name)
	own = make_contact("Eva", partner, email="eva@werk.example")
	assert make_offer(partner, contact=own.name).contact == own.name


def test_the_ledger_counts_each_period_and_gives_back():
	offer = make_offer()
	bookings.book(offer.name, 1, MAY)
	bookings.book(offer.name, 1, MAY)
	with pytest.raises(frappe.ValidationError, match="Nothing is left of this offer"):
		bookings.book(offer.name, 1, MAY)
	bookings.book(offer.name, 2, datetime.date(2016, 6, 1))
	assert bookings.used_of([offer.name])[offer.name] == {datetime.date(2016, 5, 1): 2, datetime.date(2016, 6, 1): 2}
	bookings.give_back(offer.name, 1, MAY)
	with pytest.raises(frappe.ValidationError, match="Only 1 of 2 are left"):
		bookings.book(offer.name, 2, MAY)
	offer.reload().capacity = 1
	with pytest.raises(frappe.ValidationError, match="2 are booked already"):
		offer.save()
	offer.reload().capacity_period = "Year"
	with pytest.raises(frappe.ValidationError, match="its period stays"):
		offer.save()


@pytest.mark.commits
@pytest.mark.parametrize("connections", [2, 4])
def test_what_is_booked_at_the_same_second_never_passes_the_capacity(connections: int, in_parallel: Callable):
	offers = [make_offer(capacity=connections - 1).name for _round in range(3)]
	frappe.db.commit()
	for offer in offers:
		outcomes = in_parallel(*[lambda offer=offer: bookings.book(offer, 1, MAY)] * connections)
		[error] = [outcome.error for outcome in outcomes if outcome.error]
		assert "Nothing is left" in str(error)
		frappe.db.rollback()
		assert bookings.used_of([offer])[offer] == {datetime.date(2016, 5, 1): connections - 1}


def test_a_partner_enters_and_changes_own_offers_alone():
	own, other = make_partner("Eigenes Werk (erfunden)"), make_partner("Anderes Werk (erfunden)")
	foreign = make_offer(other)
	user = ensure_user("eva@werk.example", "Cooperation Partner")
	contact = make_contact("Eva", own, email=user)
	access = frappe.get_doc({"doctype": "Partner Access", "stakeholder": own.name, "contact": contact.name}).insert()
	access.record(status="Active", user=user).save()
	with as_user(user):
		offer = make_offer(own)
		offer.capacity = 3
		offer.save()
		assert frappe.get_list("Support Offer", pluck="name", order_by="name asc") == [offer.name]
		for call in (
			lambda: make_offer(other),
			lambda: frappe.get_doc("Support Offer", foreign.name).save(),
			lambda: frappe.delete_doc("Support Offer", offer.name),
		):
			with pytest.raises(frappe.PermissionError):
				call()
	assert len(tags(offer.name)) == 1


def test_another_town_s_manager_neither_reads_nor_makes_one():
	offer = make_offer(available_until=add_days(getdate(), 30))
	jena = ensure_municipality("16053000", "Jena").name
	with as_user(ensure_user("kooperation@jena.example", "Cooperation Manager", municipalities=(jena,))):
		assert not frappe.has_permission("Support Offer", "read", offer)
		with pytest.raises(frappe.PermissionError):
			make_offer(offer.stakeholder)


def test_partners_of_before_may_be_asked_as_the_town_s_public_task():
	before, unlawful = make_partner("Altes Werk (erfunden)"), make_partner("Anderes Werk (erfunden)")
	unlawful.update({"asking_ground": "No Ground"})
	unlawful.save()
	offers = [make_offer(partner).name for partner in (before, unlawful)]
	before.db_set("asking_ground", None)
	frappe.db.delete("Support Offer Tag", {"offer": offers[0]})
	for _again in range(2):
		say_why_stakeholders_may_be_asked.execute()
		assert frappe.db.get_value("Stakeholder", before.name, "asking_ground") == "Public Task"
		assert frappe.db.get_value("Stakeholder", unlawful.name, "asking_ground") == "No Ground"
		assert [bool(tags(offer)) for offer in offers] == [True, False]
