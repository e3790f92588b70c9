"""The ledger of what confirmed matches have booked of an offer: one row for each offer and period (F4).

The offer's row is locked first, so that of two bookings at once the second sees what the first has booked; the unique
key of offer and period holds besides.
"""

import datetime

import frappe
from frappe.utils import getdate, now

from upj_kooperation.challenge_brokering import offer_tags
from upj_kooperation.domain import capacity as rules
from upj_kooperation.refusals import refuse

OFFER, USE = "Support Offer", "Support Capacity Use"
COLUMNS = ("name", "creation", "modified", "offer", "municipality", "period_start", "used")


def book(offer: str, amount: int, day: datetime.date) -> None:
	"""Book an amount for a day. Raises ValidationError in words where too little is left; nothing is booked then."""
	row = _locked(offer)
	entry = _entry(offer, row, day)
	refuse(rules.check_booking(amount, row.capacity, entry.used, day))
	_write(offer, row.municipality, entry, entry.used + amount)


def give_back(offer: str, amount: int, day: datetime.date) -> None:
	"""Give back what was booked for a day."""
	row = _locked(offer)
	entry = _entry(offer, row, day)
	_write(offer, row.municipality, entry, max(entry.used - amount, 0))


def used_of(offers: list[str]) -> dict[str, dict[datetime.date, int]]:
	"""Return what is booked: offer to first day of the period to amount. One query."""
	found: dict[str, dict[datetime.date, int]] = {}
	for row in frappe.get_all(
		USE,
		filters={"offer": ["in", offers], "used": [">", 0]},
		fields=["offer", "period_start", "used"],
		order_by="offer asc, period_start asc, name asc",
	):
		found.setdefault(row.offer, {})[getdate(row.period_start)] = row.used
	return found


def most_used(offer: str) -> int:
	"""Return the most that is booked of an offer in one period, as it is at this moment."""
	used = frappe.qb.DocType(USE)
	rows = frappe.qb.from_(used).select(used.used).where(used.offer == offer).for_update().run(pluck=True)
	return max(rows, default=0)


def forget(offer: str) -> None:
	"""Take the ledger of an offer away that is deleted."""
	frappe.db.delete(USE, {"offer": offer})


def _write(offer: str, municipality: str, entry: frappe._dict, used: int) -> None:
	frappe.db.set_value(USE, entry.name, "used", used)
	offer_tags.refresh_offer(offer, municipality)


def _locked(offer: str) -> frappe._dict:
	offer_tags.hold([frappe.db.get_value(OFFER, offer, "municipality")])
	fields = ["capacity", "capacity_period", "municipality"]
	return frappe.db.get_value(OFFER, offer, fields, as_dict=True, for_update=True)


def _entry(offer: str, row: frappe._dict, day: datetime.date) -> frappe._dict:
	start = rules.period_start(row.capacity_period, day)
	name = f"{offer}|{start}"
	# A locking read of what is not there yet would lock the gap, and two offers in it would block each other.
	if not frappe.db.exists(USE, name):
		values = (name, now(), now(), offer, row.municipality, start, 0)
		frappe.db.bulk_insert(USE, list(COLUMNS), [values], ignore_duplicates=True)
	return frappe.db.get_value(USE, name, ["name", "used"], as_dict=True, for_update=True)
