"""Die Herausforderung in Saarbrücken: an evening on which much is agreed at once. All texts are invented."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import frappe

from upj_kooperation.api import market_events
from upj_kooperation.demo.challenge import GROUP_NAME
from upj_kooperation.demo.challenge_partners import DESIGN, ROOMS, TRUCK, WOOD
from upj_kooperation.demo.deeds import Deed, change, enter, find
from upj_kooperation.demo.people import COORDINATOR

CHAPTER = "Mai 2017: Ein Marktplatz der guten Geschäfte"
EVENING = "Marktplatz der guten Geschäfte Saarbrücken 2017"


class Agreed(NamedTuple):
	"""What was agreed: who gives, who gets, what, in return, kind, field of action, hours, value in Euro."""

	giver: str
	taker: str
	given: str
	returned: str
	kind: str
	field: str = ""
	hours: float = 0
	value: float = 0


AGREEMENTS = (
	Agreed(
		WOOD.partner,
		"Kinderhaus Malstatt (erfunden)",
		"Zwei Regale nach Maß",
		"Ein Bild der Kinder für die Werkstatt",
		"Sachmittel",
		"Bildung",
		10,
		600,
	),
	Agreed(
		DESIGN.partner,
		"Nachbarschaftshilfe Burbach (erfunden)",
		"Ein Faltblatt, gestaltet und gesetzt",
		"Ein Vortrag über Ehrenamt im Betrieb",
		"Fachwissen",
		"Soziales",
		14,
		980,
	),
	Agreed(
		TRUCK.partner,
		"Gartenfreunde Saarwiese (erfunden)",
		"Eine Fahrt mit Erde und Holz",
		"Gemüse für die Kantine im August",
		"Transport und Logistik",
		"Wohnumfeld",
		4,
		250,
	),
	Agreed(
		ROOMS.partner,
		"Chor der Brücken (erfunden)",
		"Proberaum an vier Vormittagen",
		"Ein Konzert beim Mieterfest",
		"Räume und Plätze",
		"Kultur",
		0,
		400,
	),
	Agreed(
		"Bäckerei Am Staden (erfunden)",
		"Kinderhaus Malstatt (erfunden)",
		"Ein Backtag für zwanzig Kinder",
		"Dankesbriefe der Kinder im Laden",
		"Helfende Hände",
		"Bildung",
		8,
		300,
	),
	Agreed(
		"Steuerkanzlei Rotenbühl (erfunden)",
		"Nachbarschaftshilfe Burbach (erfunden)",
		"Beratung zur Buchführung",
		"Frühjahrsputz im Hof der Kanzlei",
		"Fachwissen",
		"Soziales",
		9,
		800,
	),
	Agreed(
		"Optik Sankt Johann (erfunden)",
		"Chor der Brücken (erfunden)",
		"Ein Nachmittag als Ordner beim Konzert",
		"Zehn Ehrenkarten",
		"Helfende Hände",
		"Kultur",
		30,
	),
	Agreed(
		"Bäckerei Am Staden (erfunden)",
		"Kinderhaus Malstatt (erfunden)",
		"Backtag für zwanzig Kinder",
		"Dankesbriefe",
		"Helfende Hände",
		"Bildung",
		8,
		300,
	),
)


def deeds() -> list[Deed]:
	"""Return the deeds of this chapter."""

	return [
		_deed("2017-04-25 09:00", _plan),
		_deed("2017-05-04 17:45", partial(_take, market_events.open_event)),
		*(
			_deed(f"2017-05-04 18:{minute}", partial(_enter, agreed, minute))
			for minute, agreed in enumerate(AGREEMENTS, start=20)
		),
		_deed("2017-05-04 18:45", _withdraw_the_double),
		_deed("2017-05-04 19:30", partial(_take, market_events.close_event)),
	]


def _deed(moment: str, act: Callable[[], None]) -> Deed:
	return Deed(moment, COORDINATOR, CHAPTER, act)


def _plan() -> None:
	enter(
		"Market Event",
		event_name=EVENING,
		challenge_group=find("Challenge Group", group_name=GROUP_NAME),
		event_date="2017-05-04",
		place="Festsaal im Rathaus",
		goal_matches=10,
	)


def _take(step: Callable[[str], None]) -> None:
	step(find("Market Event", event_name=EVENING))


def _enter(agreed: Agreed, minute: int) -> None:
	market_events.enter_deal(
		find("Market Event", event_name=EVENING),
		f"saarbruecken-2017-{minute}",
		agreed.giver,
		agreed.taker,
		agreed.given,
		agreed.kind,
		agreed.returned,
		agreed.field,
		agreed.hours,
		agreed.value,
	)


def _withdraw_the_double() -> None:
	double = frappe.get_last_doc("Market Deal", filters={"given": AGREEMENTS[-1].given})
	change("Market Deal", double.name, status="Withdrawn", change_reason="Das Papier wurde zweimal abgegeben.")
