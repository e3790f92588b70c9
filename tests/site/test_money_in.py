"""What comes in of gifts, in ERPNext's books: instalments, faults, races, and what is read back (F24, F28)."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
from factories import (
	BAKERY,
	DECIDES,
	NIENBURG,
	TAKES_OFFERS,
	make,
	make_cooperation_project,
	make_gift,
	put_up_for_decision,
)
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, flt, getdate, today
from gift_books import (
	CLERK,
	TREASURER,
	accepted_gift,
	accepted_sponsoring,
	account,
	booked,
	ensure_books,
	pay,
	receive,
	stored,
	with_customer,
)
from gift_receipts import PURPOSE, as_user, ensure_issuer, issued_receipt

from upj_kooperation.api import sponsoring as api
from upj_kooperation.domain import contribution
from upj_kooperation.domain import money_in as rules
from upj_kooperation.patches import give_gifts_their_instalments
from upj_kooperation.sponsoring import payments

REFUSED = (
	"ERPNext refused the booking: {0} Nothing was recorded. If the period is closed, choose a booking date in an open "
	"period; the day on which it came in stays."
)
NO_RIGHT = "You have no right to book in ERPNext, so {0} records what came in. Use Hand Over to the Treasurer."
NO_TREASURER = "Enter the treasurer at the municipality first."
TIE_IS_OURS = "The field {0} is filled by the button Record Receipt of the sponsorship. Leave it empty."


@pytest.fixture(autouse=True)
def books(request: pytest.FixtureRequest) -> None:
	"""The town books; tests that commit make it so themselves."""
	if not request.node.get_closest_marker("commits"):
		ensure_books()


def refused(step: Callable[[], Any], template: str, exc: type[Exception] = frappe.ValidationError) -> None:
	with pytest.raises(exc) as refusal:
		step()
	assert re.search(re.sub(r"\\\{\d\\\}", ".*", re.escape(_(template))), str(refusal.value)), refusal.value


def shows(gift: Document, state: str, received: float, open_: float, standing: str) -> None:
	now = stored(gift)
	assert (now.workflow_state, now.received_amount, now.open_amount, now.payment_standing) == (
		state,
		received,
		open_,
		standing,
	)


# ---------------------------------------------------------------- donations in the books


def test_a_donation_in_two_instalments_is_booked_with_project_and_cost_centre():
	project = make_cooperation_project()
	in_books = make(
		"Project", project_name="Nordertörtchen (erfunden)", company=frappe.get_all("Company", pluck="name")[0]
	)
	frappe.db.set_value("Cooperation Project", project.name, "project", in_books.name)
	gift = accepted_gift(80, cooperation_project=project.name)
	shows(gift, "Accepted", 0, 80, rules.NOTHING_YET)
	first = receive(gift, 30, last=False)
	shows(gift, "Accepted", 30, 50, rules.PARTLY)
	assert stored(gift).receipt_possible and stored(gift).unconfirmed_amount == 30
	second = receive(gift, 50, last=False)
	shows(gift, "Received", 80, 0, rules.COMPLETELY)
	assert stored(gift).receipt_possible and second["state"] == "Received"
	town = frappe.get_doc("Municipality", NIENBURG)
	entry = frappe.get_doc("Journal Entry", first["journal_entry"])
	assert (entry.docstatus, entry.upj_sponsorship, entry.pay_to_recd_from) == (1, gift.name, BAKERY)
	assert [(row.account, flt(row.debit), flt(row.credit), row.cost_center, row.project) for row in entry.accounts] == [
		(town.donation_bank_account, 30, 0, town.donation_cost_center, in_books.name),
		(town.donation_income_account, 0, 30, town.donation_cost_center, in_books.name),
	]
	assert booked(gift) == 80
	assert [row.journal_entry for row in stored(gift).payments] == [first["journal_entry"], second["journal_entry"]]


def test_pressed_twice_it_is_booked_once():
	gift = accepted_gift(80)
	one = receive(gift, 30, last=False, key="dialog-1")
	assert receive(gift, 30, last=False, key="dialog-1") == one
	assert booked(gift) == 30
	# Two transfers of the same sum on one day are two dialogs.
	receive(gift, 30, last=False, key="dialog-2")
	assert booked(gift) == 60
	# Without a key, the same day and sum are the same receipt.
	receive(gift, 10, last=False)
	receive(gift, 10, last=False)
	assert booked(gift) == 70 and len(stored(gift).payments) == 3


def test_less_than_accepted_can_be_the_last_and_more_is_refused():
	gift = accepted_gift(80)
	refused(lambda: receive(gift, 80.01), rules.MORE_THAN_ACCEPTED)
	receive(gift, 75.5)
	shows(gift, "Received", 75.5, 0, rules.COMPLETELY)
	refused(lambda: receive(gift, 4.5), contribution.RECORDED_ALREADY)
	assert flt(booked(gift)) == 75.5


def test_nothing_is_booked_before_the_acceptance_or_for_another_day():
	gift = put_up_for_decision(make_gift(80))
	refused(lambda: receive(gift, 80), contribution.NOT_UNTIL_DECIDED)
	gift = accepted_gift(5)
	refused(lambda: receive(gift, 5, day=add_days(today(), 1)), contribution.RECEIVED_IN_FUTURE)
	refused(lambda: receive(gift, 5, day=add_days(today(), -1)), contribution.RECEIVED_TOO_EARLY)
	refused(lambda: receive(gift, 5, booked_on=add_days(today(), 1)), rules.BOOKED_IN_FUTURE)
	for bad in ("gestern", 5, "2024-02-30"):
		with pytest.raises(frappe.ValidationError):
			receive(gift, 5, booked_on=bad)
	with pytest.raises(frappe.ValidationError):
		receive(gift, 5, key="x" * 500)
	assert not frappe.db.count("Journal Entry", {"upj_sponsorship": gift.name})


def test_objects_and_hours_are_recorded_without_a_booking():
	gift = accepted_gift(0, contribution_form="Working Time", hours=36)
	assert receive(gift, 0, CLERK)["journal_entry"] is None
	shows(gift, "Received", 0, 0, rules.COMPLETELY)


def test_a_cost_share_is_booked_to_its_own_account_and_gets_no_receipt():
	share = accepted_gift(120, cost_split="Yes", sponsorship_title="Anteil an den Kosten des Stadtteilfests")
	assert share.kind == contribution.COST_SHARE
	town = frappe.get_doc("Municipality", NIENBURG)
	own, donations = town.cost_share_account, town.donation_income_account
	assert own != donations
	town.update({"cost_share_account": None}).save()
	refused(lambda: receive(share, 120), rules.NO_SHARE_ACCOUNT)
	town.update({"cost_share_account": own}).save()
	refused(lambda: receive(share, 120, CLERK), NO_RIGHT, frappe.PermissionError)
	with as_user(CLERK):
		assert api.booking_of(share.name)["note"] == _(rules.BOOKED_AS_SHARE)
		assert api.hand_over_to_treasurer(share.name)
	refused(lambda: receive(share, 120.01), rules.MORE_THAN_ACCEPTED)
	entry = frappe.get_doc("Journal Entry", receive(share, 20, last=False)["journal_entry"])
	assert [(row.account, flt(row.debit), flt(row.credit)) for row in entry.accounts] == [
		(town.donation_bank_account, 20, 0),
		(own, 0, 20),
	]
	shows(share, "Accepted", 20, 100, rules.PARTLY)
	receive(share, 100)
	shows(share, "Received", 120, 0, rules.COMPLETELY)
	assert not stored(share).receipt_possible and not stored(share).unconfirmed_amount
	entry.reload().cancel()
	shows(share, "Accepted", 100, 20, rules.PARTLY)


def test_a_waived_claim_moves_no_money_and_its_receipt_says_that_it_was_waived():
	ensure_issuer()
	waiver = accepted_gift(50, contribution_form="Waived Claim", furthered_purpose=PURPOSE)
	with as_user(CLERK):
		books = api.booking_of(waiver.name)
	assert (books["booked"], books["may_book"], books["note"]) == (False, True, _(rules.WAIVER_NOT_BOOKED))
	assert receive(waiver, 50, CLERK)["journal_entry"] is None and not booked(waiver)
	shows(waiver, "Received", 50, 0, rules.COMPLETELY)
	form = json.loads(issued_receipt(stored(waiver)).form_content)
	assert [line["choice"] for line in form["statements"] if line["choice"]] == [[["Ja", True], ["Nein", False]]]


def test_what_is_missing_at_the_town_is_named_and_nothing_is_written():
	gift = accepted_gift(80)
	town = frappe.get_doc("Municipality", NIENBURG)
	usd = make(
		"Account",
		account_name="Devisen (erfunden)",
		parent_account=frappe.db.get_value("Account", town.donation_bank_account, "parent_account"),
		company=town.company,
		account_type="Bank",
		account_currency="USD",
	)
	for field, value, message in (
		("donation_income_account", None, rules.NO_INCOME),
		("donation_bank_account", None, rules.NO_BANK),
		("donation_bank_account", usd.name, rules.OTHER_CURRENCY),
		("donation_income_account", account("Expense"), rules.WRONG_KIND),
	):
		before = town.get(field)
		town.update({field: value}).save()
		refused(lambda: receive(gift, 80), message)
		town.update({field: before}).save()
	frappe.db.set_value("Company", town.company, "default_currency", "USD")
	frappe.clear_document_cache("Company", town.company)
	refused(lambda: receive(gift, 80), rules.OTHER_CURRENCY)
	shows(gift, "Accepted", 0, 80, rules.NOTHING_YET)
	assert not stored(gift).payments and not frappe.db.count("Journal Entry", {"upj_sponsorship": gift.name})


def close_period(doctype: str) -> None:
	make(
		"Accounting Period",
		period_name="Geschlossen",
		company=frappe.db.get_value("Municipality", NIENBURG, "company"),
		start_date=add_days(today(), -1),
		end_date=today(),
		closed_documents=[{"document_type": doctype, "closed": 1}],
	)


def close_books(doctype: str) -> None:
	"""Close the books of last year and of this one until today with real Period Closing Vouchers."""
	company = frappe.db.get_value("Municipality", NIENBURG, "company")
	year = getdate().year
	for number, end in ((year - 1, f"{year - 1}-12-31"), (year, today())):
		make(
			"Period Closing Voucher",
			company=company,
			fiscal_year=frappe.db.get_value("Fiscal Year", {"year_start_date": f"{number}-01-01"}),
			period_start_date=f"{number}-01-01",
			period_end_date=end,
			transaction_date=today(),
			closing_account_head=account("Equity"),
			remarks="Abschluss",
		).submit()


def freeze(doctype: str) -> None:
	frappe.db.set_single_value("Accounts Settings", "acc_frozen_upto", today())
	frappe.db.set_single_value("Accounts Settings", "frozen_accounts_modifier", "System Manager")


@pytest.mark.parametrize("closing", [close_period, close_books, freeze])
def test_a_closed_period_leaves_everything_as_it_was_and_says_what_to_do(closing):
	gift, sponsoring = accepted_gift(80), accepted_sponsoring(giver=with_customer())
	with as_user(TAKES_OFFERS):
		invoice = frappe.get_doc("Sales Invoice", api.make_sales_invoice(sponsoring.name))
	closing("Journal Entry")
	refused(lambda: receive(gift, 80), REFUSED)
	shows(gift, "Accepted", 0, 80, rules.NOTHING_YET)
	assert not stored(gift).payments and not frappe.db.count("Journal Entry", {"upj_sponsorship": gift.name})
	if closing is not close_period:
		with as_user(TREASURER), pytest.raises(frappe.ValidationError) as refusal:
			invoice.submit()
		assert str(refusal.value)
		shows(sponsoring, "Accepted", 0, 500, rules.NOTHING_YET)


def test_a_payment_into_closed_books_leaves_the_sponsorship_as_it_was():
	gift, invoice = submitted_invoice()
	close_books("Payment Entry")
	frappe.db.savepoint("payment")
	with pytest.raises(frappe.ValidationError):
		pay(invoice, 200)
	frappe.db.rollback(save_point="payment")
	shows(gift, "Accepted", 0, flt(invoice.grand_total), rules.NOTHING_YET)


def test_money_of_a_closed_period_is_booked_in_an_open_one_and_keeps_its_day():
	gift = accepted_gift(80)
	yesterday = add_days(today(), -1)
	frappe.db.set_value("Sponsorship", gift.name, "decided_on", f"{yesterday} 08:00:00")
	make(
		"Accounting Period",
		period_name="Geschlossen",
		company=frappe.db.get_value("Municipality", NIENBURG, "company"),
		start_date=yesterday,
		end_date=yesterday,
		closed_documents=[{"document_type": "Journal Entry", "closed": 1}],
	)
	refused(lambda: receive(gift, 80, day=yesterday), REFUSED)
	answer = receive(gift, 80, day=yesterday, booked_on=today())
	entry = frappe.get_doc("Journal Entry", answer["journal_entry"])
	assert (getdate(entry.posting_date), getdate(entry.cheque_date)) == (getdate(), getdate(yesterday))
	assert getdate(stored(gift).received_on) == getdate(yesterday)


# ---------------------------------------------------------------- who books


def test_who_may_not_book_hands_over_and_the_treasurer_books():
	gift = accepted_gift(80)
	refused(lambda: receive(gift, 80, CLERK), NO_RIGHT, frappe.PermissionError)
	with pytest.raises(frappe.PermissionError):
		receive(gift, 80, DECIDES)
	with as_user(CLERK):
		assert api.booking_of(gift.name)["may_book"] is False
		todo = api.hand_over_to_treasurer(gift.name)
		assert api.hand_over_to_treasurer(gift.name) == todo
	assert frappe.db.get_value("ToDo", todo, ["allocated_to", "reference_name"]) == (TREASURER, gift.name)
	with as_user(DECIDES), pytest.raises(frappe.PermissionError):
		api.hand_over_to_treasurer(gift.name)
	with as_user(TREASURER):
		assert api.booking_of(gift.name) == {
			"open": 80,
			"booked": True,
			"note": _(rules.BOOKED_AS_DONATION),
			"may_book": True,
			"treasurer": frappe.db.get_value("User", TREASURER, "full_name"),
		}
	receive(gift, 80)
	frappe.get_doc("Municipality", NIENBURG).update({"treasurer": None}).save()
	with as_user(CLERK):
		refused(lambda: api.hand_over_to_treasurer(accepted_gift(5).name), NO_TREASURER)


def test_who_may_not_book_does_not_say_where_donations_are_booked():
	with as_user(CLERK), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Municipality", NIENBURG).update({"donation_bank_account": account("Asset", "Cash")}).save()
	with as_user(CLERK):
		frappe.get_doc("Municipality", NIENBURG).update({"website": "https://nienburg.example"}).save()


def test_instalments_and_sums_are_not_the_clients():
	gift = accepted_gift(80)
	receive(gift, 30, last=False)
	for user in (TREASURER, "Administrator"):
		with as_user(user):
			doc = stored(gift)
			doc.append("payments", {"amount": 50, "received_on": today()})
			doc.update({"received_amount": 80, "open_amount": 0, "payment_standing": rules.COMPLETELY}).save()
			stored(gift).update({"payments": []}).save()
	shows(gift, "Accepted", 30, 50, rules.PARTLY)
	assert len(stored(gift).payments) == 1
	entry = frappe.copy_doc(frappe.get_doc("Journal Entry", stored(gift).payments[0].journal_entry))
	entry.upj_sponsorship = gift.name
	refused(entry.insert, TIE_IS_OURS)


# ---------------------------------------------------------------- read back


def test_a_cancelled_booking_opens_the_donation_again_and_an_amended_one_closes_it():
	gift = accepted_gift(80)
	entry = frappe.get_doc("Journal Entry", receive(gift, 80)["journal_entry"])
	with as_user(TREASURER):
		entry.cancel()
	shows(gift, "Accepted", 0, 80, rules.NOTHING_YET)
	assert stored(gift).payments[0].cancelled_on and not stored(gift).receipt_possible
	amended = frappe.copy_doc(entry)
	amended.amended_from = entry.name
	amended.accounts[0].debit_in_account_currency = amended.accounts[1].credit_in_account_currency = 70
	amended.insert().submit()
	shows(gift, "Accepted", 70, 10, rules.PARTLY)
	assert booked(gift) == 70
	receive(gift, 10)
	shows(gift, "Received", 80, 0, rules.COMPLETELY)


def test_a_cancelled_booking_can_be_recorded_anew_on_the_same_day():
	gift = accepted_gift(80)
	frappe.get_doc("Journal Entry", receive(gift, 80)["journal_entry"]).cancel()
	receive(gift, 80)
	assert booked(gift) == 80
	assert [bool(row.cancelled_on) for row in stored(gift).payments] == [True, False]


def test_money_that_a_receipt_confirms_stays_booked():
	ensure_issuer()
	gift = accepted_gift(80, furthered_purpose=PURPOSE)
	entry = frappe.get_doc("Journal Entry", receive(gift, 80)["journal_entry"])
	receipt = issued_receipt(stored(gift))
	assert (receipt.amount, getdate(receipt.gifts[0].received_on)) == (80, getdate())
	frappe.db.savepoint("cancel")
	refused(entry.cancel, rules.RECEIPT_STANDS)
	frappe.db.rollback(save_point="cancel")
	shows(gift, "Received", 80, 0, rules.COMPLETELY)


def test_a_receipt_names_the_instalments_that_really_came_in():
	ensure_issuer()
	gift = accepted_gift(80, furthered_purpose=PURPOSE)
	frappe.get_doc("Journal Entry", receive(gift, 20, last=False, key="zu viel")["journal_entry"]).cancel()
	for key in ("eins", "zwei"):
		receive(gift, 30, last=key == "zwei", key=key)
	receipt = issued_receipt(stored(gift))
	assert (receipt.receipt_kind, receipt.amount, receipt.amount_in_words) == ("Collective", 60, "sechzig Euro")
	form = json.loads(receipt.form_content)
	assert [row[3] for row in form["annex"]["rows"]] == ["30,00 EUR", "30,00 EUR"]


def submitted_invoice() -> tuple[Document, Document]:
	gift = accepted_sponsoring(giver=with_customer())
	with as_user(TAKES_OFFERS):
		invoice = frappe.get_doc("Sales Invoice", api.make_sales_invoice(gift.name))
	invoice.due_date = today()
	return gift, invoice.submit()


def test_payments_of_an_invoice_are_read_back_with_rest_surplus_and_cancellation():
	gift, invoice = submitted_invoice()
	total = flt(invoice.grand_total)
	shows(gift, "Accepted", 0, total, rules.NOTHING_YET)
	refused(lambda: receive(gift, 100), rules.FOLLOWS_INVOICE)
	first = pay(invoice, 200)
	shows(gift, "Accepted", 200, total - 200, rules.PARTLY)
	second = pay(invoice, total - 200, surplus=5)
	shows(gift, "Received", total, 0, rules.OVERPAID)
	assert stored(gift).overpaid_amount == 5 and getdate(stored(gift).received_on) == getdate()
	second.cancel()
	shows(gift, "Accepted", 200, total - 200, rules.PARTLY)
	first.reload()
	first.cancel()
	shows(gift, "Accepted", 0, total, rules.NOTHING_YET)
	invoice.reload()
	invoice.cancel()
	shows(gift, "Accepted", 0, 500, rules.NOTHING_YET)


def test_a_credit_note_lessens_what_is_open():
	gift, invoice = submitted_invoice()
	note = make_sales_return(invoice.name)
	note.insert().submit()
	shows(gift, "Accepted", 0, 0, rules.CREDITED)
	note.reload()
	note.cancel()
	shows(gift, "Accepted", 0, flt(invoice.grand_total), rules.NOTHING_YET)


def test_a_journal_entry_that_pays_is_read_back_and_the_sweep_makes_up_what_was_missed():
	gift, invoice = submitted_invoice()
	total = flt(invoice.grand_total)
	entry = make(
		"Journal Entry",
		voucher_type="Bank Entry",
		company=invoice.company,
		posting_date=today(),
		cheque_no="Auszug 8",
		cheque_date=today(),
		accounts=[
			{"account": account("Asset", "Bank"), "debit_in_account_currency": total},
			{
				"account": invoice.debit_to,
				"credit_in_account_currency": total,
				"party_type": "Customer",
				"party": invoice.customer,
				"reference_type": "Sales Invoice",
				"reference_name": invoice.name,
			},
		],
	).submit()
	shows(gift, "Received", total, 0, rules.COMPLETELY)
	frappe.db.set_value("Sponsorship", gift.name, {"received_amount": 0, "workflow_state": "Accepted"})
	assert payments_follow(gift) == 1 and payments_follow(gift) == 0
	shows(gift, "Received", total, 0, rules.COMPLETELY)
	entry.cancel()
	shows(gift, "Accepted", 0, total, rules.NOTHING_YET)


def payments_follow(gift: Document) -> int:
	return payments.follow([gift.name])


# ---------------------------------------------------------------- migration, two at once


def test_gifts_of_before_get_their_instalment_once():
	gift = accepted_gift(80)
	frappe.db.set_value(
		"Sponsorship",
		gift.name,
		{"workflow_state": "Received", "received_on": today(), "received_amount": 80, "payment_standing": ""},
	)
	give_gifts_their_instalments.execute()
	give_gifts_their_instalments.execute()
	assert [(row.amount, row.docstatus) for row in stored(gift).payments] == [(80, 1)]
	shows(gift, "Received", 80, stored(gift).open_amount, rules.COMPLETELY)
	with as_user(TREASURER):
		stored(gift).update({"naming_consent": "Yes"}).save()
	shows(gift, "Received", 80, 0, rules.COMPLETELY)


@pytest.fixture
def committed_books() -> Iterator[None]:
	"""A town that books, for other connections; what the town and the years were is put back."""
	years = set(frappe.get_all("Fiscal Year", pluck="name"))
	ensure_books()
	frappe.db.commit()
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback()
	for year in set(frappe.get_all("Fiscal Year", pluck="name")) - years:
		frappe.db.delete("Fiscal Year", {"name": year})
	frappe.db.commit()


@pytest.mark.commits
@pytest.mark.usefixtures("committed_books")
@pytest.mark.parametrize("same_key", [True, False])
def test_two_clicks_at_the_same_second_book_once_or_not_too_much(in_parallel, same_key):
	gift = accepted_gift(80)
	frappe.db.commit()

	def click(key: str) -> Callable[[], dict]:
		def run() -> dict:
			frappe.set_user(TREASURER)
			return api.record_receipt(gift.name, today(), 50, last=False, key=key)

		return run

	outcomes = in_parallel(click("eins"), click("eins" if same_key else "zwei"))
	frappe.db.rollback()
	errors = [outcome.error for outcome in outcomes if outcome.error]
	if same_key:
		assert not errors and outcomes[0].value == outcomes[1].value
	else:
		assert len(errors) == 1 and isinstance(errors[0], frappe.ValidationError)
	assert booked(gift) == 50 and len(stored(gift).payments) == 1
	shows(gift, "Accepted", 50, 30, rules.PARTLY)


@pytest.mark.commits
@pytest.mark.usefixtures("committed_books")
def test_without_the_queue_a_donation_is_booked_all_the_same(bench_cmd, test_site):
	gift = accepted_gift(80)
	frappe.db.commit()
	values = json.dumps({"sponsorship": gift.name, "received_on": today(), "amount": 80})
	bench_cmd(
		test_site,
		"execute",
		"upj_kooperation.api.sponsoring.record_receipt",
		"--kwargs",
		values,
		env={"FRAPPE_REDIS_QUEUE": "redis://127.0.0.1:1"},
	)
	frappe.db.rollback()
	assert booked(gift) == 80
	shows(gift, "Received", 80, 0, rules.COMPLETELY)
