"""What came in of a contribution: recorded once, booked where the town books, and read back from ERPNext (F24, F28).

Whoever records locks the giver first, then the gift, as `deciding` says; the key of an instalment is unique in the
database besides. Accountants cancel and pay without a right to change a gift: what follows from that is written by us.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Max, Sum
from frappe.utils import cint, getdate

from upj_kooperation.domain import contribution
from upj_kooperation.domain import money_in as rules
from upj_kooperation.domain.money_in import Instalment, InvoiceMoney, Money
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.refusals import for_the_record, refuse
from upj_kooperation.sponsoring import booking
from upj_kooperation.sponsoring.deciding import lock_givers
from upj_kooperation.sponsoring.instalments import ROW, instalments_of, standing_rows

GIFT, RECEIPT = "Sponsorship", "Donation Receipt"
INVOICE, ENTRY = "Sales Invoice", booking.ENTRY
GIFT_FIELDS = [
	"name",
	"giver",
	"kind",
	"amount",
	"workflow_state",
	"receiver_type",
	"sales_invoice",
	"received_amount",
	"received_on",
	"open_amount",
	"payment_standing",
	"overpaid_amount",
]


def record(
	name: str,
	received_on: datetime.date,
	euros: Decimal,
	*,
	booked_on: datetime.date | None = None,
	last: bool = True,
	key: str | None = None,
) -> Document:
	"""Record what came in, book it where the municipality books donations, and return the gift.

	key: says which press of the button this is; the same one again, or the same day and amount without one, records
	nothing. last: nothing more is expected, even where it is less than was accepted.
	"""
	sponsorship = frappe.get_doc(GIFT, name)
	sponsorship.check_permission("write")
	books = booking.is_booked(sponsorship.kind, sponsorship.municipality)
	if books:
		booking.require_may_book(sponsorship.municipality)
	lock_givers([sponsorship.giver])
	# What was read before the lock may be older than the lock.
	sponsorship = frappe.get_doc(GIFT, name, for_update=True)
	mark = f"{name} {key or f'{received_on} {euros}'}"
	if any(row.booking_key == mark for row in sponsorship.payments):
		return sponsorship
	before = parse_amount(sponsorship.received_amount)
	agreed = parse_amount(sponsorship.amount)
	if sponsorship.sales_invoice:
		refuse(Problem(rules.FOLLOWS_INVOICE, (sponsorship.sales_invoice,)), title=_("Not Recorded"))
	refuse(
		contribution.receipt_problem(
			sponsorship.kind, sponsorship.state, received_on, euros, sponsorship.accepted_on(), getdate()
		)
		or rules.too_much(sponsorship.kind, agreed, before, euros)
		or rules.booking_day_problem(received_on, booked_on or received_on, getdate())
	)
	entry = booking.book(sponsorship, received_on, booked_on or received_on, euros) if books else None
	row = sponsorship.append("payments", {})
	sponsorship.record_row(
		row,
		received_on=received_on,
		amount=float(euros),
		journal_entry=entry,
		booking_key=mark,
		recorded_by=frappe.session.user,
	)
	received = before + euros
	sponsorship.record(
		payments=sponsorship.payments,
		received_amount=float(received),
		received_on=max(received_on, getdate(sponsorship.received_on)) if sponsorship.received_on else received_on,
	)
	completed = rules.is_last(sponsorship.kind, agreed, received, last)
	if completed:
		sponsorship.workflow_state = contribution.RECEIVED
	sponsorship.save()
	if completed:
		sponsorship.add_comment("Workflow", _(contribution.RECEIVED))
	return sponsorship


def require_no_receipt(entry: Document) -> None:
	"""Refuse to cancel the booking of money that a donation receipt confirms, also one that is issued this moment."""
	_lock(entry.upj_sponsorship)
	of_entry = {"parent": entry.upj_sponsorship, "journal_entry": entry.name}
	receipt = frappe.db.get_value(ROW, of_entry, "donation_receipt", for_update=True, order_by="idx asc, name asc")
	fields = ["receipt_number", "docstatus"]
	standing = frappe.db.get_value(RECEIPT, receipt, fields, as_dict=True, for_update=True) if receipt else None
	if standing and cint(standing.docstatus) == 1:
		refuse(Problem(rules.RECEIPT_STANDS, (standing.receipt_number,)), title=_("Not Permitted"))


def let_go(entry: Document) -> None:
	"""Mark the instalment of a cancelled booking, and let what is open follow."""
	gift = entry.upj_sponsorship
	_lock(gift)
	frappe.db.set_value(
		ROW, {"parent": gift, "journal_entry": entry.name}, {"cancelled_on": getdate(), "booking_key": None}
	)
	follow([gift])
	frappe.get_doc(GIFT, gift).add_comment("Info", _("The booking {0} was cancelled in ERPNext.").format(entry.name))


def take_over(entry: Document) -> None:
	"""Add the instalment of an amended booking, as the books have it now."""
	gift, euros = entry.upj_sponsorship, parse_amount(entry.total_debit)
	_lock(gift)
	stored = frappe.db.get_value(GIFT, gift, ["kind", "amount"], as_dict=True)
	rows = instalments_of([gift], lock=True)
	received = sum((one.amount for one in standing_rows(rows)), Decimal(0))
	refuse(rules.too_much(stored.kind, parse_amount(stored.amount), received, euros), title=_("Not Permitted"))
	frappe.get_doc(
		{
			"doctype": ROW,
			"parenttype": GIFT,
			"parent": gift,
			"parentfield": "payments",
			"idx": len(rows) + 1,
			"received_on": entry.cheque_date or entry.posting_date,
			"amount": float(euros),
			"journal_entry": entry.name,
			"booking_key": f"{gift} {entry.name}",
			"recorded_by": frappe.session.user,
			"docstatus": 1,
		}
	).db_insert()
	follow([gift])
	frappe.get_doc(GIFT, gift).add_comment("Info", _("The booking {0} takes its place.").format(entry.name))


def follow_invoices(invoices: Iterable[str]) -> None:
	"""Let the gifts of these invoices follow from the books; invoices of others are passed over."""
	names = sorted({name for name in invoices if name})
	if not names:
		return
	gifts = frappe.get_all(GIFT, filters={"sales_invoice": ["in", names]}, pluck="name", order_by="name asc")
	if gifts:
		follow(gifts)


def follow(gifts: Iterable[str]) -> int:
	"""Let sum, what is open and state of these gifts follow from the books; return how many were changed.

	Three queries to read gifts and instalments, four for the invoices, and one for each gift that changes.
	"""
	names = sorted(set(gifts))
	stored = frappe.db.get_values(
		GIFT, {"name": ["in", names]}, GIFT_FIELDS, as_dict=True, for_update=True, order_by="name asc"
	)
	rows: dict[str, list[frappe._dict]] = {}
	for row in instalments_of(names, lock=True):
		rows.setdefault(row.parent, []).append(row)
	invoices = read_invoices(gift.sales_invoice for gift in stored if gift.sales_invoice)
	changed = 0
	for gift in stored:
		invoice, instalments = invoices.get(gift.sales_invoice), standing_rows(rows.get(gift.name, ()))
		money = _money_of(gift, instalments, invoice)
		state = rules.state_after(gift.workflow_state, money)
		if gift.workflow_state not in contribution.DECIDED or (state == gift.workflow_state and same(gift, money)):
			continue
		_write(gift, money, state, instalments)
		changed += 1
	return changed


def money_values(money: Money) -> dict:
	"""Return the fields of a gift that say what came in and what is open."""
	return {
		"received_amount": float(money.received),
		"received_on": money.received_on,
		"open_amount": float(money.open),
		"payment_standing": money.standing,
		"overpaid_amount": float(money.overpaid),
	}


def same(gift: frappe._dict, money: Money) -> bool:
	"""Say whether a gift shows this already."""
	return (
		parse_amount(gift.received_amount),
		getdate(gift.received_on) if gift.received_on else None,
		parse_amount(gift.open_amount),
		gift.payment_standing or "",
		parse_amount(gift.overpaid_amount),
	) == (money.received, money.received_on, money.open, money.standing, money.overpaid)


def read_invoices(names: Iterable[str]) -> dict[str, InvoiceMoney]:
	"""Return what became of submitted invoices, from ERPNext's ledger of payments. Four queries at most."""
	names = sorted(set(names))
	if not names:
		return {}
	bills = frappe.get_all(
		INVOICE,
		filters={"docstatus": 1},
		or_filters=[["name", "in", names], ["return_against", "in", names]],
		fields=["name", "return_against", "grand_total"],
		order_by="name asc",
	)
	of = {row.name: row.return_against if row.return_against in names else row.name for row in bills}
	total = {row.name: parse_amount(row.grand_total) for row in bills if row.name in names}
	credited: dict[str, Decimal] = {}
	for row in bills:
		if row.return_against in total:
			credited[row.return_against] = credited.get(row.return_against, Decimal(0)) - parse_amount(row.grand_total)
	paid: dict[str, Decimal] = {}
	last: dict[str, datetime.date] = {}
	entries: dict[str, str] = {}
	for row in _payments_of(sorted(of)):
		invoice = of[row.against_voucher_no]
		paid[invoice] = paid.get(invoice, Decimal(0)) - parse_amount(row.amount)
		if parse_amount(row.amount) < 0:
			last[invoice] = max(getdate(row.posting_date), last.get(invoice, datetime.date.min))
		if row.voucher_type == "Payment Entry":
			entries[row.voucher_no] = invoice
	surplus: dict[str, Decimal] = {}
	for entry, amount in _surplus_of(entries, of).items():
		surplus[entries[entry]] = surplus.get(entries[entry], Decimal(0)) + amount
	zero = Decimal(0)
	return {
		name: InvoiceMoney(
			total[name], paid.get(name, zero), credited.get(name, zero), surplus.get(name, zero), last.get(name)
		)
		for name in total
	}


def _payments_of(invoices: list[str]) -> list[frappe._dict]:
	if not invoices:
		return []
	ledger, entry = frappe.qb.DocType("Payment Ledger Entry"), frappe.qb.DocType(ENTRY)
	# ERPNext settles a credit note with its invoice by an entry of its own, which moves no money.
	return (
		frappe.qb.from_(ledger)
		.left_join(entry)
		.on((ledger.voucher_type == ENTRY) & (ledger.voucher_no == entry.name))
		.select(
			ledger.against_voucher_no,
			ledger.voucher_type,
			ledger.voucher_no,
			Sum(ledger.amount).as_("amount"),
			Max(ledger.posting_date).as_("posting_date"),
		)
		.where((ledger.against_voucher_type == INVOICE) & ledger.against_voucher_no.isin(invoices))
		.where((ledger.delinked == 0) & ledger.voucher_type.isin(["Payment Entry", ENTRY]))
		.where(entry.voucher_type.isnull() | (entry.voucher_type != "Credit Note"))
		.groupby(ledger.against_voucher_no, ledger.voucher_type, ledger.voucher_no)
		.orderby(ledger.against_voucher_no, ledger.voucher_no)
		.run(as_dict=True)
	)


def _surplus_of(entries: dict[str, str], of: dict[str, str]) -> dict[str, Decimal]:
	"""Return what was paid on top by payments that name these invoices and no other."""
	if not entries:
		return {}
	rows = frappe.get_all(
		"Payment Entry Reference",
		filters={"parent": ["in", sorted(entries)], "docstatus": 1},
		fields=["parent", "reference_name"],
		order_by="parent asc, idx asc",
	)
	shared = {row.parent for row in rows if of.get(row.reference_name) != entries[row.parent]}
	found = frappe.get_all(
		"Payment Entry",
		filters={"name": ["in", sorted(set(entries) - shared)], "docstatus": 1, "unallocated_amount": [">", 0]},
		fields=["name", "unallocated_amount"],
		order_by="name asc",
	)
	return {row.name: parse_amount(row.unallocated_amount) for row in found}


def _money_of(gift: frappe._dict, instalments: list[Instalment], invoice: InvoiceMoney | None) -> Money:
	if invoice:
		return rules.of_invoice(invoice)
	agreed, state = parse_amount(gift.amount), gift.workflow_state
	# Where money has gone again, it is expected again, whoever said that nothing more would come.
	if state in contribution.HAS_COME_IN and parse_amount(gift.received_amount) > sum(
		(one.amount for one in instalments), Decimal(0)
	):
		state = contribution.ACCEPTED
	return rules.of_instalments(agreed, state, instalments)


def receipt_values(kind: str, state: str, brokered: bool, instalments: list[Instalment]) -> dict:
	"""Return the fields of a gift that say whether a donation receipt can be made, why (not), and over how much."""
	ready, reason = contribution.receipt_readiness(kind, state, brokered, bool(instalments))
	return {
		"receipt_possible": cint(ready),
		"receipt_reason": for_the_record(reason),
		"unconfirmed_amount": float(rules.unconfirmed(kind, brokered, instalments)),
	}


def _write(gift: frappe._dict, money: Money, state: str, instalments: list[Instalment]) -> None:
	frappe.db.set_value(
		GIFT,
		gift.name,
		{
			**money_values(money),
			"workflow_state": state,
			**receipt_values(gift.kind, state, gift.receiver_type == "Third Party", instalments),
		},
	)
	if state != gift.workflow_state:
		frappe.get_doc(GIFT, gift.name).add_comment("Workflow", _(state))


def _lock(gift: str) -> None:
	lock_givers([frappe.db.get_value(GIFT, gift, "giver")])
	frappe.db.get_value(GIFT, gift, "name", for_update=True)
