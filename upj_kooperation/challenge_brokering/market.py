"""What was agreed at a market event: read for the board, the form, print and list, and told to open boards (F33).

Nothing is counted up beside the agreements themselves, so the totals cannot drift from them.
"""

import datetime
from typing import Any

import frappe
from frappe.query_builder import DocType, Order
from frappe.query_builder.functions import Count, Sum

from upj_kooperation.domain import market_event as rules
from upj_kooperation.permissions import fenced

EVENT, DEAL = "Market Event", "Market Deal"
# Boards hear that something has changed, and read what they may see.
BOARD_EVENT = "market_event_changed"
LATEST = 8
COLUMNS = (
	*("name", "deal_title", "giver_name", "taker_name", "given", "returned", "kind"),
	*("field_of_action", "hours", "value", "event_date", "entered_at", "entered_by"),
)


def totals(event: str) -> dict[str, float]:
	"""Return how many agreements stand, with hours and value in Euro, inside the user's fence. One query."""
	deal = DocType(DEAL)
	query = (
		frappe.qb.from_(deal)
		.select(Count("*"), Sum(deal.hours), Sum(deal.value))
		.where((deal.market_event == event) & (deal.status == rules.AGREED))
	)
	[(deals, hours, value)] = fenced(query, DEAL).run()
	return {"deals": deals, "hours": float(hours or 0), "value": float(value or 0)}


def deals(event: str, newest: int | None = None, entered_by: str | None = None) -> list[frappe._dict]:
	"""Return the agreements that stand, in the order of their entry, inside the user's fence. One query.

	newest: so many of the latest ones, the newest first; entered_by: those of one user.
	"""
	deal = DocType(DEAL)
	order = Order.desc if newest else Order.asc
	query = (
		frappe.qb.from_(deal)
		.select(*(deal[column] for column in COLUMNS))
		.where((deal.market_event == event) & (deal.status == rules.AGREED))
		.orderby(deal.creation, deal.name, order=order)
	)
	if entered_by:
		query = query.where(deal.entered_by == entered_by)
	return fenced(query.limit(newest) if newest else query, DEAL).run(as_dict=True)


def known_parties(municipality: str, names: tuple[str, ...]) -> dict[str, str]:
	"""Return the stakeholders of a town that these names mean: small letters to record. A name of two means neither."""
	rows = frappe.get_list(
		"Stakeholder",
		filters={"municipality": municipality, "stakeholder_name": ["in", [name.strip() for name in names]]},
		fields=["name", "stakeholder_name"],
		order_by="name asc",
		limit_page_length=0,
	)
	named = [row.stakeholder_name.casefold() for row in rows]
	return {key: row.name for key, row in zip(named, rows, strict=True) if named.count(key) == 1}


def move_deals(event: str, day: str | datetime.date) -> None:
	"""Let the agreements of an event follow its day. One statement."""
	deal = DocType(DEAL)
	frappe.qb.update(deal).set(deal.event_date, day).where(deal.market_event == event).run()


def tell_boards(event: str) -> None:
	"""Tell boards that have joined the event's room, which asks for the right to read it; they read anew."""
	frappe.publish_realtime(BOARD_EVENT, {"market_event": event}, doctype=EVENT, docname=event, after_commit=True)


def board(event: frappe.model.document.Document) -> dict[str, Any]:
	"""Return what the board in the hall shows. Constant in queries."""
	shown = ("name", "event_name", "event_date", "place", "status", "money_taboo", "goal_matches")
	return {
		"event": {field: event.get(field) for field in shown},
		"totals": totals(event.name),
		"latest": deals(event.name, LATEST),
	}
