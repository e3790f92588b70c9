"""Die Herausforderung in Saarbrücken: what partners offer, and matches in every state. All texts are invented."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from upj_kooperation.api import group_members, matches, offers, partners
from upj_kooperation.challenge_brokering import matching_runs
from upj_kooperation.demo.challenge import CHAIRS, GARDEN, MOVE, SAARBRUECKEN, WEBSITE, Asked, leave
from upj_kooperation.demo.deeds import Deed, enter, find
from upj_kooperation.demo.partners_and_project import open_access
from upj_kooperation.demo.people import ADMINISTRATOR, COORDINATOR, HAULIER, MEMBERS

OFFERS = "Februar 2017: Betriebe aus Saarbrücken sagen, wobei sie helfen"
MATCHES = "Ab Februar 2017: Anfragen und Angebote finden zusammen"


class Offered(NamedTuple):
	"""What a partner offers: title, partner, kinds, capacity, unit, period, fields of action, what it seeks."""

	title: str
	partner: str
	kinds: tuple[str, ...]
	capacity: int
	unit: str
	period: str
	fields: tuple[str, ...] = ()
	sought: str = ""


TRUCK = Offered(
	"Lastwagen mit zwei Fahrern",
	"Spedition Halberg (erfunden)",
	("Transport und Logistik", "Helfende Hände"),
	2,
	"Fahrten",
	"Month",
	sought="Junge Leute für die Ausbildung im Lager (erfunden).",
)
WOOD = Offered(
	"Möbel und Holzarbeiten",
	"Tischlerei Bruchwiese (erfunden)",
	("Sachmittel", "Helfende Hände"),
	3,
	"Aufträge",
	"Year",
	("Soziales", "Wohnumfeld"),
)
DESIGN = Offered(
	"Gestaltung und Texte",
	"Agentur Nauwieser (erfunden)",
	("Fachwissen",),
	5,
	"Tage",
	"Quarter",
	("Bildung", "Kultur"),
)
ROOMS = Offered(
	"Gemeinschaftsraum am Vormittag",
	"Wohnungsgesellschaft Saarufer (erfunden)",
	("Räume und Plätze",),
	4,
	"Vormittage",
	"Month",
)


def deeds() -> list[Deed]:
	"""Return the deeds of these chapters."""

	def of_the_coordinator(moment: str, act: Callable[[], object]) -> Deed:
		return Deed(moment, COORDINATOR, MATCHES, act)

	return [
		*(Deed("2017-02-07 09:00", COORDINATOR, OFFERS, partial(_offer, one)) for one in (TRUCK, WOOD, DESIGN, ROOMS)),
		Deed("2017-02-08 09:00", COORDINATOR, OFFERS, _invite_the_haulier),
		Deed("2017-02-08 09:10", ADMINISTRATOR, OFFERS, partial(open_access, HAULIER)),
		Deed("2017-02-09 18:00", HAULIER, OFFERS, _offer_boxes),
		of_the_coordinator("2017-02-20 14:00", partial(_propose, CHAIRS, WOOD)),
		of_the_coordinator("2017-02-21 09:30", partial(_log, CHAIRS, WOOD, "Agreed", "Holt die alten Stühle ab.")),
		of_the_coordinator("2017-02-22 09:00", partial(_confirm, CHAIRS, WOOD)),
		of_the_coordinator("2017-05-16 10:00", partial(_carry_out, CHAIRS, WOOD)),
		of_the_coordinator("2017-05-22 10:00", partial(_close, CHAIRS, WOOD)),
		of_the_coordinator("2017-02-27 14:00", partial(_propose, MOVE, TRUCK)),
		of_the_coordinator(
			"2017-02-28 09:30", partial(_log, MOVE, TRUCK, "Interested", "Fragt den Fuhrpark.", "2017-03-03")
		),
		of_the_coordinator("2017-03-03 09:30", partial(_log, MOVE, TRUCK, "Agreed", "Samstags geht es.")),
		of_the_coordinator("2017-03-03 09:45", partial(_confirm, MOVE, TRUCK)),
		of_the_coordinator("2017-03-08 14:00", partial(_propose, WEBSITE, DESIGN)),
		of_the_coordinator("2017-03-09 09:30", partial(_log, WEBSITE, DESIGN, "Not Reached", "", "2017-03-16")),
		Deed("2017-03-16 17:30", MEMBERS[1], MATCHES, _call_again),
		of_the_coordinator("2017-04-12 14:00", partial(_propose, GARDEN, WOOD)),
		of_the_coordinator("2017-04-13 09:30", partial(_log, GARDEN, WOOD, "Declined", "Bis August voll belegt.")),
		of_the_coordinator("2017-04-18 14:00", partial(_propose, GARDEN, TRUCK)),
		of_the_coordinator("2017-06-01 02:00", _look_for_partners),
	]


def _offer(offered: Offered) -> None:
	partner = enter(
		"Stakeholder",
		stakeholder_name=offered.partner,
		actor_type="Housing Company" if offered is ROOMS else "Company",
		municipality=SAARBRUECKEN,
		engagement_stage="Interested",
	)
	enter(
		"Support Offer",
		offer_title=offered.title,
		stakeholder=partner.name,
		status="Active",
		kinds=[{"kind": kind} for kind in offered.kinds],
		fields_of_action=[{"field_of_action": field} for field in offered.fields],
		capacity=offered.capacity,
		capacity_unit=offered.unit,
		capacity_period=offered.period,
		sought=offered.sought,
	)


def _invite_the_haulier() -> None:
	partner = find("Stakeholder", stakeholder_name=TRUCK.partner)
	contact = enter(
		"Contact",
		first_name=HAULIER.full_name,
		email_ids=[{"email_id": HAULIER.user, "is_primary": 1}],
		links=[{"link_doctype": "Stakeholder", "link_name": partner}],
	)
	partners.invite_contact(partner, contact.name)


def _offer_boxes() -> None:
	answers = {
		"offer_title": "Umzugskisten zum Ausleihen",
		"kinds": ["Sachmittel"],
		"capacity": 80,
		"capacity_unit": "Kisten",
		"capacity_period": "Month",
		"conditions": "Bitte eine Woche vorher abholen und sauber zurückbringen (erfunden).",
	}
	offers.enter("vorfuehrung-2017-umzugskisten-halberg", answers)


def _call_again() -> None:
	answers = {
		"outcome": "Interested",
		"way": "Phone",
		"next_on": "2017-06-20",
		"note": "Nach dem Messeauftrag ist Zeit (erfunden).",
	}
	group_members.log_call(_match(WEBSITE, DESIGN), answers)
	leave()


def _look_for_partners() -> None:
	"""Do what the scheduler does each night."""
	matching_runs.carry_out(matching_runs.begin(SAARBRUECKEN), lambda _done, _total: None)


def _propose(asked: Asked, offered: Offered) -> None:
	matches.propose(
		find("Support Request", request_title=asked.title), find("Support Offer", offer_title=offered.title)
	)


def _match(asked: Asked, offered: Offered) -> str:
	return find(
		"Partner Match",
		request=find("Support Request", request_title=asked.title),
		offer=find("Support Offer", offer_title=offered.title),
	)


def _log(asked: Asked, offered: Offered, outcome: str, note: str, next_on: str | None = None) -> None:
	matches.log_attempt(_match(asked, offered), outcome, next_on=next_on, note=note)


def _confirm(asked: Asked, offered: Offered) -> None:
	matches.confirm(_match(asked, offered))


def _carry_out(asked: Asked, offered: Offered) -> None:
	matches.carry_out(
		_match(asked, offered),
		hours=12,
		value=900,
		feedback="Das Erzählcafé hat seit Mai wieder Platz für alle (erfunden).",
		quote="Unsere Auszubildenden reden noch heute davon (erfunden).",
		photo_consent=1,
	)


def _close(asked: Asked, offered: Offered) -> None:
	matches.close(_match(asked, offered))
