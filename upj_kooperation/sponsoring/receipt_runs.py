"""The yearly run: one receipt for the money of each giver, one for each gift of objects (F28).

What is done stands in the database alone: an instalment that names its receipt is done. So a run that was cut off goes
on where it stopped, and two at once neither confirm an instalment twice nor leave one out.
"""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.query_builder import Order
from frappe.query_builder.functions import Count
from frappe.utils import strip_html
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from upj_kooperation.domain import receipt as rules
from upj_kooperation.domain.contribution import IN_KIND_DONATION
from upj_kooperation.sponsoring.deciding import lock_givers
from upj_kooperation.sponsoring.doctype.donation_receipt_run.donation_receipt_run import DonationReceiptRun
from upj_kooperation.sponsoring.instalments import ROW
from upj_kooperation.sponsoring.receipts import GIFT, RECEIPT, address_of, read_gifts

# Givers that are read at once: the run needs no more memory for a large town.
PACKET = 200
SAVEPOINT = "upj_receipt_of_run"


def queue(name: str, **options: bool) -> None:
	"""Put a run in line; one that waits there already waits once."""
	frappe.enqueue(
		"upj_kooperation.tasks.run_donation_receipts",
		queue="long",
		job_id=f"donation_receipt_run::{name}",
		deduplicate=True,
		run=name,
		**options,
	)


def count_givers(run: DonationReceiptRun) -> int:
	"""Return how many givers have gifts of the year that wait for a receipt. One query."""
	gift = frappe.qb.DocType(GIFT)
	return _waiting(run).select(Count(gift.giver).distinct()).run()[0][0]


def givers_of(run: DonationReceiptRun) -> Iterator[str]:
	"""Yield the givers whose gifts wait for a receipt, a packet at a time."""
	gift, last = frappe.qb.DocType(GIFT), ""
	while True:
		query = _waiting(run).where(gift.giver > last).select(gift.giver).distinct()
		packet = query.orderby(gift.giver, order=Order.asc).limit(PACKET).run(pluck=True)
		yield from packet
		if len(packet) < PACKET:
			return
		last = packet[-1]


def confirm_giver(run: DonationReceiptRun, giver: str) -> tuple[int, list[str]]:
	"""Issue what a giver still gets: how many receipts were made, and why others were not, in words.

	Each receipt stands for itself: where one is refused, the others go out all the same.
	"""
	lock_givers([giver])
	gift = frappe.qb.DocType(GIFT)
	names = _waiting(run).where(gift.giver == giver).select(gift.name).distinct().orderby(gift.name).run(pluck=True)
	# Locked, for another run may have confirmed them since.
	found = read_gifts(names, lock=True)
	gifts = [read for read in rules.in_year([gift for gift, _stored in found.values()], run.year) if read.taken]
	objects = [[read.name] for read in gifts if read.kind == IN_KIND_DONATION]
	money = [read.name for read in gifts if read.kind != IN_KIND_DONATION]
	made, problems = 0, []
	address = address_of(giver) if gifts else ""
	for group in filter(None, [money, *objects]):
		purposes = dict.fromkeys(filter(None, (found[name][1].furthered_purpose or run.purpose for name in group)))
		problem = _issue(run, giver, group, ", ".join(purposes), address)
		if problem:
			problems.append(f"{found[group[0]][1].sponsorship_title}: {problem}")
		else:
			made += 1
	return made, problems


def _issue(run: DonationReceiptRun, giver: str, gifts: list[str], purpose: str, address: str) -> str | None:
	frappe.db.savepoint(SAVEPOINT)
	try:
		receipt = frappe.get_doc(
			{
				"doctype": RECEIPT,
				"giver": giver,
				"municipality": run.municipality,
				"giver_address": address,
				"purpose": purpose,
				"calendar_year": run.year,
				"gifts": [{"sponsorship": name} for name in gifts],
			}
		)
		receipt.record(run=run.name).insert().submit()
	except frappe.ValidationError as refusal:
		frappe.db.rollback(save_point=SAVEPOINT)
		return strip_html(str(refusal).replace("<br>", " ")) or _("ERPNext refused it.")
	finally:
		# Nobody reads messages in the background, and they would pile up.
		frappe.clear_messages()
	return None


def _waiting(run: DonationReceiptRun) -> QueryBuilder:
	gift, row = frappe.qb.DocType(GIFT), frappe.qb.DocType(ROW)
	conditions = [
		gift.municipality == run.municipality,
		gift.receipt_possible == 1,
		row.received_on >= f"{run.year}-01-01",
		row.received_on <= f"{run.year}-12-31",
		row.cancelled_on.isnull(),
		row.donation_receipt.isnull() | (row.donation_receipt == ""),
	]
	of_gift = (row.parent == gift.name) & (row.parenttype == GIFT)
	return frappe.qb.from_(gift).join(row).on(of_gift).where(Criterion.all(conditions))
