"""Market events: opened and closed, agreements entered in seconds, the board in the hall, print and list (F33)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils.xlsxutils import make_xlsx

from upj_kooperation import permissions
from upj_kooperation.challenge_brokering import market
from upj_kooperation.domain import market_event as rules
from upj_kooperation.domain.text import neutralised
from upj_kooperation.domain.values import Problem
from upj_kooperation.pdf import answer_with_print
from upj_kooperation.refusals import refuse

EVENT, DEAL, MANAGER = market.EVENT, market.DEAL, "Cooperation Manager"
SUGGESTIONS = 8
# The columns of the list.
LISTED = (
	*("name", "giver_name", "taker_name", "given", "returned", "kind"),
	*("field_of_action", "hours", "value", "event_date", "entered_at", "entered_by"),
)


@frappe.whitelist(methods=["POST"])
def open_event(market_event: str) -> None:
	"""Open an event: from now on agreements are entered. Raises ValidationError in words."""
	permissions.locked(EVENT, market_event, MANAGER).take_step(rules.OPEN)


@frappe.whitelist(methods=["POST"])
def close_event(market_event: str) -> None:
	"""Close an event: who is entering an agreement at this moment is either in time or refused."""
	permissions.locked(EVENT, market_event, MANAGER).take_step(rules.CLOSED)


@frappe.whitelist(methods=["GET"])
def entry_desk(market_event: str | None = None) -> dict[str, Any]:
	"""Return what the page for entering needs: event, kinds, fields of action, own latest entries of it.

	Without an event: the one that is open, or None with all open ones in `events`. Constant in queries.
	"""
	events = frappe.get_list(
		EVENT,
		filters={"status": rules.OPEN},
		fields=["name", "event_name", "event_date"],
		order_by="event_date desc, name asc",
	)
	if not market_event and len(events) == 1:
		market_event = events[0].name
	if not market_event:
		return {"event": None, "events": events}
	event = _readable(market_event)
	kinds = {"enabled": 1, "is_money": 0} if event.money_taboo else {"enabled": 1}
	return {
		"events": events,
		"event": {field: event.get(field) for field in ("name", "event_name", "status", "money_taboo")},
		"latest": market.deals(event.name, market.LATEST, entered_by=frappe.session.user),
		"kinds": frappe.get_list("Support Kind", filters=kinds, pluck="name", order_by="name asc", limit_page_length=0),
		"fields": frappe.get_list("Field of Action", pluck="name", order_by="name asc", limit_page_length=0),
	}


@frappe.whitelist(methods=["GET"])
def suggest_parties(market_event: str, text: str) -> list[str]:
	"""Return names of stakeholders of the event's town that hold a text, for who types one."""
	event = _readable(market_event)
	if len(text.strip()) < 2:
		return []
	return frappe.get_list(
		"Stakeholder",
		filters={"municipality": event.municipality, "stakeholder_name": ["like", f"%{text.strip()}%"]},
		pluck="stakeholder_name",
		order_by="stakeholder_name asc, name asc",
		limit=SUGGESTIONS,
	)


@frappe.whitelist(methods=["POST"])
def enter_deal(
	market_event: str,
	entry_key: str,
	giver_name: str,
	taker_name: str,
	given: str,
	kind: str,
	returned: str = "",
	field_of_action: str = "",
	hours: float = 0,
	value: float = 0,
) -> dict[str, Any]:
	"""Enter an agreement; return its name and title. The same key a second time answers with the same agreement.

	Names that one stakeholder of the town has become links. Raises ValidationError in words: event not open, money.
	"""
	permissions.require_roles(MANAGER)
	refuse(rules.check_key(entry_key))
	event = _readable(market_event)
	if entered := _entered(event.name, entry_key):
		return entered
	known = market.known_parties(event.municipality, (giver_name, taker_name))
	doc = frappe.get_doc(
		{
			"doctype": DEAL,
			"market_event": event.name,
			"giver": known.get(giver_name.strip().casefold()),
			"giver_name": giver_name.strip(),
			"taker": known.get(taker_name.strip().casefold()),
			"taker_name": taker_name.strip(),
			"given": given.strip(),
			"returned": returned.strip(),
			"kind": kind,
			"field_of_action": field_of_action or None,
			"hours": hours,
			"value": value,
		}
	).record(entry_key=entry_key)
	frappe.db.savepoint("entry")
	try:
		doc.insert()
	except frappe.UniqueValidationError:
		# The same press came twice at once; the event was held, so the other one is written.
		frappe.db.rollback(save_point="entry")
		entered = _entered(event.name, entry_key, for_update=True)
		if not entered:
			raise
		frappe.clear_messages()
		return entered
	return {"name": doc.name, "deal_title": doc.deal_title}


@frappe.whitelist(methods=["GET"])
def board(market_event: str) -> dict[str, Any]:
	"""Return what the board in the hall shows: event, totals and the latest agreements. Constant in queries."""
	return market.board(_readable(market_event))


@frappe.whitelist(methods=["GET"])
def print_deals(market_event: str) -> None:
	"""Answer with all agreements that stand as one PDF, each on a page of its own to sign and to send."""
	event = _readable(market_event, "print")
	if not market.totals(event.name)["deals"]:
		refuse(Problem(rules.NOTHING_TO_PRINT))
	answer_with_print(event, "Market Agreements")


@frappe.whitelist(methods=["GET"])
def download_deals(market_event: str) -> None:
	"""Answer with all agreements that stand as XLSX. Texts are never formulas."""
	event = _readable(market_event, "export")
	frappe.has_permission(DEAL, "export", throw=True)
	meta = frappe.get_meta(DEAL)
	heads = [_("Name") if field == "name" else _(meta.get_label(field), context=DEAL) for field in LISTED]
	rows = [[neutralised(row[field]) for field in LISTED] for row in market.deals(event.name)]
	book = make_xlsx([heads, *rows], _("Agreements"))
	frappe.response.update({"filename": f"{event.name}.xlsx", "filecontent": book.getvalue(), "type": "binary"})


def _readable(market_event: str, right: str = "read") -> frappe.model.document.Document:
	event = frappe.get_doc(EVENT, market_event)
	event.check_permission(right)
	return event


def _entered(market_event: str, entry_key: str, for_update: bool = False) -> dict[str, Any] | None:
	return frappe.db.get_value(
		DEAL,
		{"entry_key": entry_key, "market_event": market_event},
		["name", "deal_title"],
		as_dict=True,
		for_update=for_update,
	)
