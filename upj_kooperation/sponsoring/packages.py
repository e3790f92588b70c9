"""Who holds a place of a sponsor package: one row lock for each package, so that no place is sold twice (F24)."""

from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import getdate

from upj_kooperation.domain import sponsor_package as rules
from upj_kooperation.domain.values import parse_amount
from upj_kooperation.refusals import refuse
from upj_kooperation.sponsoring.deciding import one_at_a_time

COPIED = ("description", "emphasised", "due_date", "value")


def contents(package: str) -> list[dict]:
	"""Return what a sponsor gets with a package, as rows of counter-performances."""
	return [{field: row.get(field) for field in COPIED} for row in frappe.get_doc("Sponsor Package", package).items]


def check_choice(package: str, kind: str, offered_on: str) -> None:
	"""Refuse a package that a sponsorship of this kind and day cannot have. Raises ValidationError in words."""
	doc = frappe.get_doc("Sponsor Package", package)
	refuse(rules.choice_problem(doc.to_package(), kind, getdate(offered_on)))


def take_place(package: str, sponsorship: str, amount: float) -> None:
	"""Hold a place for a sponsorship that goes up for decision, or refuse in words where none is left.

	The package stays locked until the transaction ends: of two who take the last place, one waits and is told.
	"""
	with one_at_a_time(_say_busy):
		doc = frappe.get_doc("Sponsor Package", package, for_update=True)
		taken = count_taken(package, but=sponsorship)
	refuse(rules.taking_problem(doc.to_package(), taken, parse_amount(amount)))


def note_taken(package: str) -> None:
	"""Write how many places of a package are taken, as it is after a step of one of its sponsorships."""
	with one_at_a_time(_say_busy):
		frappe.db.get_value("Sponsor Package", package, "name", for_update=True)
		taken = count_taken(package)
	frappe.db.set_value("Sponsor Package", package, "places_taken", taken, update_modified=False)


def count_taken(package: str, but: str = "") -> int:
	"""Return how many sponsorships, without `but`, hold a place of a package. It reads what others just wrote."""
	held = {"sponsor_package": package, "workflow_state": ["in", sorted(rules.HOLDS_A_PLACE)], "name": ["!=", but]}
	return len(frappe.db.get_values("Sponsorship", held, "name", order_by="name asc", for_update=True))


def _say_busy() -> NoReturn:
	frappe.throw(
		_("Somebody else is taking a place of this sponsor package at this moment. Nothing was written. Try again."),
		title=_("Please Try Again"),
	)
