"""Sponsor packages of the district festival: what they bring along, and places that are sold once (F24)."""

import re
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from factories import (
	BAKERY,
	NIENBURG,
	TAKES_OFFERS,
	accept_gift,
	ensure_gift_desk,
	ensure_municipality,
	ensure_stakeholder,
	make,
	make_gift,
	put_up_for_decision,
	take_steps,
)
from frappe import _
from frappe.model.document import Document

from upj_kooperation.api import sponsoring as api
from upj_kooperation.domain import sponsor_package as rules

PRINTER = "Druckerei Setzkasten (erfunden)"
SPONSORING = {
	"return_expected": "Yes",
	"giver_aim": "Own Public Relations",
	"sponsorship_title": "Sponsoring Stadtteilfest",
}
FOREIGN = "{0}: {1} belongs to another municipality. Choose one of the same municipality."


@pytest.fixture(autouse=True)
def gift_desk() -> None:
	"""The people and the town."""
	ensure_gift_desk()


def package(places: int = 1, **values: Any) -> Document:
	"""Enter a package with a logo for 400 Euro and a mention for 100 Euro."""
	values.setdefault("municipality", NIENBURG)
	return make(
		"Sponsor Package",
		package_title="Stadtteilfest, Banner",
		places=places,
		items=[
			{"description": "Logo auf dem Banner", "emphasised": 1, "due_date": "2016-08-20", "value": 400},
			{"description": "Nennung im Programmheft", "value": 100},
		],
		**values,
	)


def offer(chosen: Document, giver: str = BAKERY, **values: Any) -> Document:
	"""Enter an offer for the package."""
	values = {**SPONSORING, "amount": 0, **values}
	return make_gift(giver=ensure_stakeholder(giver).name, sponsor_package=chosen.name, **values)


def refused(step: Callable[[], Any], message: str) -> None:
	"""Run a step that must be refused with this message, in whatever language it is shown."""
	with pytest.raises(frappe.ValidationError) as refusal:
		step()
	assert re.search(re.sub(r"\\\{\d\\\}", ".*", re.escape(_(message))), str(refusal.value)), str(refusal.value)


def taken(chosen: Document) -> int:
	"""Return how many places the package's form shows as taken."""
	return frappe.db.get_value("Sponsor Package", chosen.name, "places_taken")


def test_a_package_brings_its_price_and_its_counter_performances_along():
	chosen = package()
	assert chosen.price == 500
	gift = offer(chosen)
	rows = [(row.description, row.emphasised, row.value, row.vat_outcome) for row in gift.counter_performances]
	assert gift.amount == 500
	assert rows == [
		("Logo auf dem Banner", 1, 400, "Taxable"),
		("Nennung im Programmheft", 0, 100, "No Exchange of Services"),
	]
	frappe.set_user(TAKES_OFFERS)
	assert [row["value"] for row in api.package_contents(chosen.name)] == [400, 100]


def test_a_place_is_held_from_the_decision_on_and_comes_free_again():
	chosen = package()
	first, second = offer(chosen), offer(chosen, PRINTER)
	assert taken(chosen) == 0
	first = put_up_for_decision(first)
	assert taken(chosen) == 1
	refused(lambda: put_up_for_decision(second), rules.FULL)
	assert frappe.db.get_value("Sponsorship", second.name, "workflow_state") == "Conflict Check"
	frappe.set_user(TAKES_OFFERS)
	take_steps(frappe.get_doc("Sponsorship", first.name), "Return")
	assert taken(chosen) == 0
	second = accept_gift(take_steps(frappe.get_doc("Sponsorship", second.name), "Put up for Decision"))
	assert (second.workflow_state, taken(chosen)) == ("Accepted", 1)
	refused(lambda: take_steps(frappe.get_doc("Sponsorship", first.name), "Put up for Decision"), rules.FULL)


def test_a_package_with_a_taken_place_does_not_shrink_below_it():
	chosen = package(2)
	for giver in (BAKERY, PRINTER):
		put_up_for_decision(offer(chosen, giver))
	refused(lambda: chosen.reload().update({"places": 1}).save(), rules.FEWER_THAN_TAKEN)
	assert chosen.reload().update({"places": 3}).save().places_taken == 2


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"enabled": 0}, rules.NOT_OFFERED),
		({"offered_from": "2016-05-11"}, rules.NOT_ON_THAT_DAY),
		({"offered_until": "2016-05-09"}, rules.NOT_ON_THAT_DAY),
	],
)
def test_what_is_not_offered_on_the_day_is_not_taken(values, message):
	chosen = package(**values)
	refused(lambda: offer(chosen), message)


def test_a_donation_takes_no_package():
	chosen = package()
	gift = {"return_expected": "No", "giver_aim": "Support the Purpose", "amount": 500}
	refused(lambda: offer(chosen, **gift), rules.ONLY_EXCHANGE)
	sponsoring = offer(chosen)
	sponsoring.update({**gift, "counter_performances": []})
	refused(sponsoring.save, rules.ONLY_EXCHANGE)


def test_a_package_is_not_sold_below_its_price():
	chosen = package()
	gift = offer(chosen, amount=300, counter_performances=[{"description": "Logo", "value": 300}])
	refused(lambda: put_up_for_decision(gift), rules.BELOW_PRICE)
	assert taken(chosen) == 0


def test_a_package_of_another_town_is_refused():
	ensure_municipality("05315000", "Köln")
	gift = offer(package())
	gift.sponsor_package = package(municipality="05315000").name
	refused(gift.save, FOREIGN)


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"places": 0}, rules.NO_PLACES),
		({"offered_from": "2016-05-02", "offered_until": "2016-05-01"}, rules.CROSSED_DATES),
	],
)
def test_an_unsound_package_is_refused(values, message):
	refused(lambda: package(**values), message)


@pytest.mark.commits
def test_two_sales_at_the_same_second_sell_the_last_place_once(in_parallel):
	chosen = package(2)
	accept_gift(put_up_for_decision(offer(chosen, "Wohnbau Nordertor eG (erfunden)")))
	waiting = []
	for giver in (BAKERY, PRINTER):
		gift = offer(chosen, giver)
		put_up_for_decision(gift)
		frappe.set_user(TAKES_OFFERS)
		waiting.append(take_steps(frappe.get_doc("Sponsorship", gift.name), "Return"))
		frappe.set_user("Administrator")
	frappe.db.commit()

	def sell(name: str) -> Callable[[], None]:
		def run() -> None:
			frappe.set_user(TAKES_OFFERS)
			take_steps(frappe.get_doc("Sponsorship", name), "Put up for Decision")

		return run

	outcomes = in_parallel(*(sell(gift.name) for gift in waiting))
	frappe.db.rollback()
	[error] = [outcome.error for outcome in outcomes if outcome.error]
	assert isinstance(error, frappe.ValidationError)
	assert re.search(_(rules.FULL).partition("{")[0], str(error)), str(error)
	states = sorted(frappe.db.get_value("Sponsorship", gift.name, "workflow_state") for gift in waiting)
	assert states == ["Conflict Check", "To Be Accepted"]
	assert taken(chosen) == 2
