"""A market event of a challenge group and agreements made there, for tests."""

from typing import Any

import frappe
from factories import as_user, ensure_field_of_action
from frappe.model.document import Document

from upj_kooperation.api import market_events


def event_values(group: str) -> dict[str, Any]:
	"""Return values of a market event of a group."""
	return {
		"event_name": f"Marktplatz der guten Geschäfte {frappe.generate_hash(length=6)}",
		"challenge_group": group,
		"event_date": "2099-05-02",
		"place": "Rathaus, großer Saal",
		"goal_matches": 200,
	}


def deal_values(event: Document) -> dict[str, Any]:
	"""Return values of an agreement, and open the event for it."""
	if event.status != "Open":
		with as_user("Administrator"):
			event.take_step("Open")
	return {
		"market_event": event.name,
		"giver_name": "Tischlerei Muster (erfunden)",
		"taker_name": "Nachbarschaftsverein Muster (erfunden)",
		"given": "Vier Bänke für den Hof",
		"returned": "Ein Grillabend für die Belegschaft",
		"kind": "Sachmittel",
		"field_of_action": ensure_field_of_action(),
		"hours": 12,
		"value": 800,
	}


def enter(event: Document | str, **values: Any) -> str:
	"""Enter an agreement as the page does, and return its name."""
	name = getattr(event, "name", event)
	return market_events.enter_deal(
		**{
			"market_event": name,
			"entry_key": frappe.generate_hash(length=32),
			"giver_name": "Tischlerei Muster (erfunden)",
			"taker_name": "Nachbarschaftsverein Muster (erfunden)",
			"given": "Vier Bänke für den Hof",
			"kind": "Sachmittel",
			**values,
		}
	)["name"]
