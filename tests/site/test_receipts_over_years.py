"""A donation that comes in over two calendar years: each year confirmed by a receipt of its own, once (F28)."""

import datetime
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from factories import NIENBURG, TAKES_OFFERS, accept_gift, make, make_gift, put_up_for_decision
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from gift_books import ensure_books, stored
from gift_receipts import ADDRESS, PURPOSE, as_user, draft_receipt, ensure_issuer, issued_receipt
from test_receipt_runs import giver, receipts_of

from upj_kooperation import tasks
from upj_kooperation.api import receipts as api
from upj_kooperation.api import sponsoring
from upj_kooperation.domain import money_in
from upj_kooperation.domain import receipt as rules
from upj_kooperation.patches import tie_instalments_to_their_receipts

THIS_YEAR = datetime.date.today().year
LAST_YEAR = THIS_YEAR - 1
DECEMBER, NEW_YEARS_EVE, JANUARY = f"{LAST_YEAR}-12-01", f"{LAST_YEAR}-12-31", f"{THIS_YEAR}-01-01"


@pytest.fixture(autouse=True)
def desk(request: pytest.FixtureRequest) -> Iterator[None]:
	"""A town that books and issues receipts; what was committed of it is put back."""
	years = set(frappe.get_all("Fiscal Year", pluck="name"))
	ensure_books()
	ensure_issuer()
	commits = request.node.get_closest_marker("commits")
	if commits:
		frappe.db.commit()
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback()
	if commits:
		for year in set(frappe.get_all("Fiscal Year", pluck="name")) - years:
			frappe.db.delete("Fiscal Year", {"name": year})
		frappe.db.commit()


def over_years(*parts: tuple[str, float], amount: float = 80, **values: Any) -> Document:
	"""Return a donation that was accepted last year, with these instalments; the rest is still expected."""
	values.setdefault("furthered_purpose", PURPOSE)
	gift = accept_gift(put_up_for_decision(make_gift(amount, f"{LAST_YEAR}-11-01", **values)))
	frappe.db.set_value("Sponsorship", gift.name, "decided_on", f"{LAST_YEAR}-11-02 10:00:00")
	for number, (day, euros) in enumerate(parts):
		came_in(gift, day, euros, key=str(number))
	return stored(gift)


def came_in(gift: Document, day: str, euros: float, key: str = "more") -> dict:
	return sponsoring.record_receipt(gift.name, day, euros, last=False, key=key)


def refused(step: Callable[[], Any], template: str) -> None:
	frappe.db.savepoint("refused")
	with pytest.raises(frappe.ValidationError) as refusal, as_user(TAKES_OFFERS):
		step()
	frappe.db.rollback(save_point="refused")
	assert re.search(re.sub(r"\\\{\d\\\}", ".*", re.escape(_(template))), str(refusal.value)), refusal.value


def confirmed(gift: Document) -> list[tuple[float, str | None]]:
	return [(row.amount, row.donation_receipt) for row in stored(gift).payments]


def test_each_year_gets_its_own_receipt_over_what_came_in_in_it():
	gift = over_years((DECEMBER, 10), (NEW_YEARS_EVE, 20.5))
	assert (gift.workflow_state, gift.receipt_possible, gift.unconfirmed_amount) == ("Accepted", 1, 30.5)
	with as_user(TAKES_OFFERS):
		first = frappe.get_doc("Donation Receipt", api.make_receipt(gift.name))
		first.update({"giver_address": ADDRESS}).submit()
	assert (first.calendar_year, first.receipt_kind, first.amount) == (LAST_YEAR, "Collective", 30.5)
	form = json.loads(first.form_content)
	assert form["day"] == f"01.12.{LAST_YEAR} bis 31.12.{LAST_YEAR}"
	assert [row[0] for row in form["annex"]["rows"]] == [f"01.12.{LAST_YEAR}", f"31.12.{LAST_YEAR}"]
	assert stored(gift).unconfirmed_amount == 0
	refused(lambda: api.make_receipt(gift.name), rules.HAS_RECEIPT)
	came_in(gift, JANUARY, 49.5)
	assert (stored(gift).workflow_state, stored(gift).unconfirmed_amount) == ("Received", 49.5)
	with as_user(TAKES_OFFERS):
		second = frappe.get_doc("Donation Receipt", api.make_receipt(gift.name))
		second.update({"giver_address": ADDRESS}).submit()
	assert (second.calendar_year, second.receipt_kind, second.amount) == (THIS_YEAR, "Money Donation", 49.5)
	assert json.loads(second.form_content)["day"] == f"01.01.{THIS_YEAR}" and not second.replaces
	assert confirmed(gift) == [(10, first.name), (20.5, first.name), (49.5, second.name)]
	refused(lambda: issued_receipt(gift), rules.HAS_RECEIPT)
	for year in (LAST_YEAR, THIS_YEAR):
		refused(lambda year=year: issued_receipt(gift, calendar_year=year), rules.HAS_RECEIPT)


def test_the_year_can_be_chosen_and_a_collective_receipt_takes_what_came_in_in_it():
	gift = over_years((DECEMBER, 30), (JANUARY, 50))
	other = over_years((JANUARY, 5), amount=5, sponsorship_title="Spende für Mehl")
	refused(lambda: issued_receipt(gift, other), rules.OTHER_YEAR)
	refused(lambda: issued_receipt(gift, other, calendar_year=1900), rules.OTHER_YEAR)
	both = issued_receipt(gift, other, calendar_year=THIS_YEAR)
	assert (both.amount, both.receipt_kind) == (55, "Collective")
	assert [(row.amount, getdate(row.received_on)) for row in both.gifts] == [
		(50, getdate(JANUARY)),
		(5, getdate(JANUARY)),
	]
	assert issued_receipt(gift).amount == 30


def test_cancelling_frees_just_the_instalments_of_that_receipt():
	gift = over_years((DECEMBER, 30), (JANUARY, 50))
	last, this = issued_receipt(gift), issued_receipt(gift)
	assert (last.amount, this.amount) == (30, 50)
	with as_user(TAKES_OFFERS):
		api.cancel_receipt(last.name, "Falsche Anschrift")
	refused(lambda: issued_receipt(gift, calendar_year=LAST_YEAR), rules.CANCELLED_RECEIPT)
	assert stored(gift).unconfirmed_amount == 0
	with as_user(TAKES_OFFERS):
		api.settle_original(last.name, getdate(), "Kam zurück")
	assert confirmed(gift) == [(30, None), (50, this.name)] and stored(gift).unconfirmed_amount == 30
	refused(lambda: issued_receipt(gift, calendar_year=THIS_YEAR), rules.HAS_RECEIPT)
	right = issued_receipt(gift)
	assert (right.amount, right.replaces, right.calendar_year) == (30, last.name, LAST_YEAR)


def test_only_the_booking_of_a_confirmed_instalment_stays_and_one_booked_anew_waits_for_the_original():
	gift = over_years((DECEMBER, 30), (JANUARY, 50))
	receipt = issued_receipt(gift)
	first, second = (frappe.get_doc("Journal Entry", row.journal_entry) for row in stored(gift).payments)
	refused(first.cancel, money_in.RECEIPT_STANDS)
	second.reload().cancel()
	with as_user(TAKES_OFFERS):
		api.cancel_receipt(receipt.name, "Betrag falsch")
	first.reload().cancel()
	amended = frappe.copy_doc(first)
	amended.amended_from = first.name
	amended.insert().submit()
	refused(lambda: issued_receipt(gift), rules.CANCELLED_RECEIPT)
	with as_user(TAKES_OFFERS):
		api.settle_original(receipt.name, getdate(), "Kam zurück")
	assert issued_receipt(gift).amount == 30


def test_a_client_does_not_say_what_is_confirmed():
	gift = over_years((DECEMBER, 30))
	receipt = issued_receipt(gift)
	with as_user(TAKES_OFFERS):
		doc = stored(gift)
		doc.payments[0].donation_receipt = None
		doc.update({"unconfirmed_amount": 30, "naming_consent": "Yes"}).save()
	assert confirmed(gift) == [(30, receipt.name)] and stored(gift).unconfirmed_amount == 0
	for bad in (-1, "gestern", 10**12):
		refused(lambda bad=bad: draft_receipt(gift, calendar_year=bad), "")


def test_receipts_of_before_say_their_year_and_their_instalments_once():
	gift, settled = over_years((DECEMBER, 30), (NEW_YEARS_EVE, 50)), over_years((DECEMBER, 5), amount=5)
	receipt, back = issued_receipt(gift), issued_receipt(settled)
	with as_user(TAKES_OFFERS):
		api.cancel_receipt(back.name, "Falsch")
		api.settle_original(back.name, getdate(), "Kam zurück")
	frappe.db.sql("update `tabSponsorship Payment` set donation_receipt = null")
	frappe.db.sql("update `tabSponsorship` set unconfirmed_amount = 0")
	frappe.db.sql("update `tabDonation Receipt` set calendar_year = 0")
	for _time in range(2):
		tie_instalments_to_their_receipts.execute()
		assert confirmed(gift) == [(30, receipt.name), (50, receipt.name)] and confirmed(settled) == [(5, None)]
		assert (stored(gift).unconfirmed_amount, stored(settled).unconfirmed_amount) == (0, 5)
		assert {doc.reload().calendar_year for doc in (receipt, back)} == {LAST_YEAR}


@pytest.mark.commits
def test_the_yearly_run_takes_in_each_year_exactly_what_came_in():
	several, once = giver(1), giver(2)
	gift = over_years((DECEMBER, 10), (NEW_YEARS_EVE, 20), (JANUARY, 50), giver=several)
	over_years((JANUARY, 7), amount=7, giver=several, sponsorship_title="Spende für Mehl")
	over_years((DECEMBER, 3), amount=9, giver=once)
	runs = {}
	for year in (LAST_YEAR, THIS_YEAR, LAST_YEAR):
		with as_user(TAKES_OFFERS):
			run = make("Donation Receipt Run", municipality=NIENBURG, year=year)
		run.step(status="Queued")
		frappe.db.commit()
		with as_user(TAKES_OFFERS):
			tasks.run_donation_receipts(run.name)
		runs.setdefault(year, []).append(receipts_of(run.reload()))
		assert run.left_out == 0, run.problems
	first, again = ([(row.giver, row.amount) for row in made] for made in runs[LAST_YEAR])
	assert sorted(first) == sorted([(several, 30), (once, 3)]) and again == []
	assert [(row.giver, row.amount, row.receipt_kind) for row in runs[THIS_YEAR][0]] == [(several, 57, "Collective")]
	assert all(receipt for _euros, receipt in confirmed(gift))


@pytest.mark.commits
def test_two_at_the_same_second_confirm_each_instalment_once(in_parallel: Callable):
	gift = over_years((DECEMBER, 30), (JANUARY, 50))
	same = [draft_receipt(gift, calendar_year=LAST_YEAR) for _number in range(2)]
	other = draft_receipt(gift, calendar_year=THIS_YEAR)
	frappe.db.commit()

	def issue(draft: Document) -> float:
		frappe.set_user(TAKES_OFFERS)
		return frappe.get_doc("Donation Receipt", draft.name).submit().amount

	outcomes = in_parallel(*(lambda draft=draft: issue(draft) for draft in (*same, other)))
	frappe.db.rollback()
	assert sorted(outcome.value for outcome in outcomes if not outcome.error) == [30, 50]
	assert [type(outcome.error) for outcome in outcomes if outcome.error] == [frappe.ValidationError]
	assert [euros for euros, receipt in confirmed(gift) if receipt] == [30, 50]
	assert frappe.db.count("Donation Receipt", {"docstatus": 1}) == 2


@pytest.mark.commits
def test_a_receipt_and_the_cancelling_of_its_booking_at_the_same_second_do_not_both_happen(in_parallel: Callable):
	gift = over_years((DECEMBER, 30))
	draft, entry = draft_receipt(gift), stored(gift).payments[0].journal_entry
	frappe.db.commit()

	def issue() -> None:
		frappe.set_user(TAKES_OFFERS)
		frappe.get_doc("Donation Receipt", draft.name).submit()

	outcomes = in_parallel(issue, lambda: frappe.get_doc("Journal Entry", entry).cancel())
	frappe.db.rollback()
	assert sorted(bool(outcome.error) for outcome in outcomes) == [False, True]
	cancelled = frappe.db.get_value("Journal Entry", entry, "docstatus") == 2
	assert cancelled != bool(frappe.db.count("Donation Receipt", {"docstatus": 1}))
