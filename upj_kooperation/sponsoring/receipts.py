"""Reads what a donation receipt rests on, and locks it: number, PDF and checksum (F28).

Whoever issues a receipt locks its giver first, as whoever writes a gift does (`deciding`), then the gifts with their
instalments, then the municipality, whose numbers run without gap. So no instalment is confirmed twice and no number is
given twice.
"""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NoReturn

import frappe
from frappe import _
from frappe.contacts.doctype.address.address import get_default_address
from frappe.model.document import Document
from frappe.query_builder import Order
from frappe.utils import cint, flt, getdate

from upj_kooperation.domain import receipt as rules
from upj_kooperation.domain.receipt import Gift, Item, Part
from upj_kooperation.domain.receipt_form import ANNEX, german_date
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.pdf import as_pdf, texts_of_pages
from upj_kooperation.refusals import refuse
from upj_kooperation.sponsoring.deciding import lock_givers, one_at_a_time
from upj_kooperation.sponsoring.instalments import ROW, instalments_of

RECEIPT, GIFT = "Donation Receipt", "Sponsorship"
TEMPLATE = "upj_kooperation/sponsoring/print_format/donation_receipt/donation_receipt.html"
GIFT_FIELDS = [
	"name",
	"sponsorship_title",
	"giver",
	"municipality",
	"kind",
	"workflow_state",
	"receiver_type",
	"amount",
	"furthered_purpose",
]


def read_gifts(names: Iterable[str], *, lock: bool = False) -> dict[str, tuple[Gift, frappe._dict]]:
	"""Return gifts by their name, as the rules need them and as they are stored. Four queries at most."""
	names = sorted(set(names))
	if not names:
		return {}
	with one_at_a_time():
		rows = frappe.db.get_values(
			GIFT, {"name": ["in", names]}, GIFT_FIELDS, as_dict=True, for_update=lock, order_by="name asc"
		)
	items = _items_of(names)
	parts: dict[str, list[frappe._dict]] = {}
	for part in instalments_of(names, lock=lock):
		parts.setdefault(part.parent, []).append(part)
	stands_in = {part.donation_receipt for rows_of_gift in parts.values() for part in rows_of_gift}
	earlier = _earlier_receipts(stands_in - {None, ""}, lock=lock)
	return {
		row.name: (
			_to_gift(row, items.get(row.name, ()), [_to_part(part, earlier) for part in parts.get(row.name, ())]),
			row,
		)
		for row in rows
	}


def _to_gift(row: frappe._dict, items: Sequence[Item], parts: Sequence[Part]) -> Gift:
	return Gift(
		title=row.sponsorship_title,
		name=row.name,
		giver=row.giver,
		municipality=row.municipality,
		kind=row.kind,
		state=row.workflow_state,
		agreed=parse_amount(row.amount),
		parts=tuple(parts),
		brokered=row.receiver_type == "Third Party",
		items=tuple(items),
	)


def _to_part(row: frappe._dict, earlier: dict[str, frappe._dict]) -> Part:
	receipt = earlier.get(row.donation_receipt)
	standing = None
	if receipt:
		standing = rules.VALID if cint(receipt.docstatus) == 1 else rules.CANCELLED
	return Part(
		day=getdate(row.received_on),
		amount=parse_amount(row.amount),
		name=row.name,
		earlier=receipt.receipt_number if receipt else None,
		standing=standing,
		gone=bool(row.cancelled_on),
	)


def _earlier_receipts(names: set[str], *, lock: bool) -> dict[str, frappe._dict]:
	if not names:
		return {}
	fields = ["name", "receipt_number", "docstatus"]
	# A receipt that was issued while this request waited is not in its snapshot: it must be read as the gifts are.
	rows = frappe.db.get_values(
		RECEIPT, {"name": ["in", sorted(names)]}, fields, as_dict=True, for_update=lock, order_by="name asc"
	)
	return {row.name: row for row in rows}


def _items_of(names: list[str]) -> dict[str, list[Item]]:
	found: dict[str, list[Item]] = {}
	rows = frappe.get_all(
		"Sponsorship In-kind Item",
		filters={"parent": ["in", names], "parenttype": GIFT},
		fields=["*"],
		order_by="parent asc, idx asc",
	)
	for row in rows:
		found.setdefault(row.parent, []).append(to_item(row))
	return found


def to_item(row: Document | frappe._dict) -> Item:
	"""Return a donated object as the rules of receipts need it."""
	return Item(
		description=row.description,
		quantity=Decimal(str(flt(row.quantity))),
		unit_value=parse_amount(row.unit_value),
		origin=row.origin,
		condition=row.condition or "",
		age=Decimal(str(flt(row.age_years))),
		price=parse_amount(row.purchase_price),
		withdrawal_value=parse_amount(row.withdrawal_value),
		withdrawal_vat=parse_amount(row.withdrawal_vat),
		basis=row.valuation_basis or "",
		documented=bool(row.document),
	)


def address_of(giver: str) -> str:
	"""Return the address of a giver as lines: its own, else that of its business partner; empty without one."""
	row = frappe.db.get_value("Stakeholder", giver, ["party_type", "party"], as_dict=True)
	name = get_default_address("Stakeholder", giver)
	if not name and row and row.party:
		name = get_default_address(row.party_type, row.party)
	if not name:
		return ""
	address = frappe.db.get_value("Address", name, ["address_line1", "address_line2", "pincode", "city"], as_dict=True)
	town = " ".join(filter(None, (address.pincode, address.city)))
	return "\n".join(filter(None, (address.address_line1, address.address_line2, town)))


def draft_of(gift: str) -> str | None:
	"""Return a draft of a receipt in which a gift stands already."""
	parents = frappe.get_all(
		"Donation Receipt Gift",
		filters={"sponsorship": gift, "docstatus": 0, "parenttype": RECEIPT},
		pluck="parent",
		order_by="name asc",
		limit=1,
	)
	return parents[0] if parents else None


def lock_numbers(municipality: str) -> None:
	"""Let nobody else issue a receipt of this municipality until the transaction ends."""
	with one_at_a_time(_say_busy):
		frappe.db.get_value("Municipality", municipality, "name", for_update=True)


def _say_busy() -> NoReturn:
	frappe.throw(
		_("Somebody else is issuing a receipt of this municipality at this moment. Nothing was written. Try again."),
		title=_("Please Try Again"),
	)


def next_number(municipality: str, day: datetime.date) -> tuple[int, int]:
	"""Return year and number of the next receipt; nobody else issues one until the transaction ends.

	A receipt that is refused after this gives its number back. Raises ValidationError where a later day stands on the
	last receipt of the year.
	"""
	lock_numbers(municipality)
	with one_at_a_time(_say_busy):
		last = frappe.db.get_values(
			RECEIPT,
			{"municipality": municipality, "number_year": day.year},
			["number_in_year", "receipt_number", "issued_on"],
			as_dict=True,
			for_update=True,
			order_by="number_in_year desc, name desc",
			limit=1,
		)
	if not last:
		return day.year, 1
	if getdate(last[0].issued_on) > day:
		refuse(Problem(rules.ISSUED_BEFORE_LAST, (last[0].receipt_number, getdate(last[0].issued_on))))
	return day.year, cint(last[0].number_in_year) + 1


def lock_pdf(doc: Document) -> None:
	"""Make the original, keep it where nobody can fetch it past `print_receipt`, and note its checksum.

	Raises ValidationError where the form does not fit on one page.
	"""
	pdf = as_print(doc, original=True)
	_require_one_page(doc, pdf)
	file = frappe.get_doc(
		{"doctype": "File", "file_name": f"{doc.name}.pdf", "is_private": 1, "content": pdf, "folder": "Home"}
	)
	file.insert()
	# Whoever may read a record may download what hangs on it, and its owner too: each copy would be an original.
	file.db_set("owner", "Administrator", update_modified=False)
	doc.record(original_file=file.name, pdf_hash=hashlib.sha256(pdf).hexdigest())


def as_print(doc: Document, *, original: bool = False) -> bytes:
	"""Return the receipt as PDF; whatever is not the original says so on the page.

	Not by Frappe's print view: it commits, and with it a number whose receipt may still be refused.
	"""
	doc.flags.original = original
	try:
		body = frappe.render_template(TEMPLATE, {"doc": doc})
	finally:
		doc.flags.original = False
	return as_pdf(f'<html><head><meta charset="utf-8"></head><body class="print-format">{body}</body></html>')


def original_of(doc: Document) -> bytes:
	"""Return the original as it was locked. Raises ValidationError where it is not what was locked."""
	pdf = frappe.get_doc("File", doc.original_file).get_content()
	if hashlib.sha256(pdf if isinstance(pdf, bytes) else pdf.encode()).hexdigest() != doc.pdf_hash:
		frappe.throw(
			_("The stored PDF of the receipt {0} is not the one that was issued. Tell your administrator.").format(
				doc.receipt_number
			),
			title=_("Receipt Was Changed"),
		)
	return pdf


def tie(doc: Document, gifts: Sequence[Gift]) -> None:
	"""Note at the instalments and at their gifts in which receipt they stand, and what of the gifts still waits."""
	taken = {part.name for gift in gifts for part in gift.taken}
	frappe.db.set_value(ROW, {"name": ["in", sorted(taken)]}, "donation_receipt", doc.name)
	waiting: dict[Decimal, list[str]] = {}
	for gift in gifts:
		left = sum((part.amount for part in gift.parts if part.is_open and part.name not in taken), Decimal(0))
		waiting.setdefault(left, []).append(gift.name)
	# Almost always nothing waits: one statement for all of them.
	for left, names in waiting.items():
		values = {"donation_receipt": doc.name, "unconfirmed_amount": float(left)}
		frappe.db.set_value(GIFT, {"name": ["in", names]}, values)


def replaced_by(gifts: Sequence[Gift], year: int) -> str | None:
	"""Return the last cancelled and settled receipt in which one of these gifts stood for the year."""
	receipt, row = frappe.qb.DocType(RECEIPT), frappe.qb.DocType("Donation Receipt Gift")
	query = (
		frappe.qb.from_(row)
		.join(receipt)
		.on((row.parent == receipt.name) & (row.parenttype == RECEIPT))
		.select(receipt.name)
		.where(row.sponsorship.isin([gift.name for gift in gifts]) & (receipt.docstatus == 2))
		.where((receipt.calendar_year == year) & receipt.settled_on.isnotnull())
		.orderby(receipt.name, order=Order.desc)
		.limit(1)
	)
	found = query.run(pluck=True) if gifts else []
	return found[0] if found else None


def settle(doc: Document, day: datetime.date, how: str) -> None:
	"""Note on a cancelled receipt what became of its original, and let its instalments be confirmed anew.

	Frappe saves nothing in a cancelled record.
	"""
	lock_givers([doc.giver])
	found = read_gifts((row.sponsorship for row in doc.gifts), lock=True)
	freed: set[str] = set()
	for gift, _stored in found.values():
		mine = {part.name for part in gift.parts if part.earlier == doc.receipt_number}
		left = [part.amount for part in gift.parts if part.is_open or (part.name in mine and not part.gone)]
		frappe.db.set_value(GIFT, gift.name, "unconfirmed_amount", float(sum(left, Decimal(0))))
		freed |= mine
	frappe.db.set_value(ROW, {"name": ["in", sorted(freed)]}, "donation_receipt", None)
	doc.db_set({"settled_on": day, "settled_how": how})
	doc.add_comment("Info", _("Original settled on {0}: {1}").format(german_date(day), how))


def _require_one_page(doc: Document, pdf: bytes) -> None:
	pages = texts_of_pages(pdf)
	annex = ANNEX.format(german_date(getdate(doc.issued_on)))
	if len(pages) > 1 and not (doc.receipt_kind == rules.COLLECTIVE and annex in pages[1]):
		refuse(Problem(rules.TOO_LONG), title=_("Too Long"))
