"""Die Herausforderung in Saarbrücken: a group, and requests of nonprofits in every state. All texts are invented."""

from functools import partial
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from upj_kooperation import guests, tasks
from upj_kooperation.api import requests
from upj_kooperation.demo.deeds import Deed, enter, find, get, step
from upj_kooperation.demo.people import ADMINISTRATOR, COORDINATOR, MEMBERS, VISITOR
from upj_kooperation.domain.publication import slug_of
from upj_kooperation.domain.request_criteria import YES

SAARBRUECKEN = "10041100"
GROUP_NAME = "Die Herausforderung Saarbrücken"
GROUP = "Januar 2017: In Saarbrücken entsteht eine Herausforderungsgruppe"
REQUESTS = "Ab Februar 2017: Vereine und Einrichtungen fragen in Saarbrücken an"

INTRO = (
	"<p>Betriebe aus Saarbrücken helfen gemeinnützigen Organisationen mit dem, was sie gut können: mit Material,"
	" Fahrten, Fachwissen, Räumen und helfenden Händen. Geld ist tabu.</p><p>Eine kleine Gruppe aus erfahrenen und"
	" jüngeren Menschen aus Betrieben prüft jede Anfrage und sucht den passenden Partner.</p>"
)
# Name, generation, network; two of them sign in.
IN_THE_GROUP = (
	(MEMBERS[0].full_name, "Experienced", "Handwerk, Baugewerbe", MEMBERS[0].user),
	("Theo Winterberg (erfunden)", "Experienced", "Handel, Spedition", None),
	(MEMBERS[1].full_name, "Younger", "Gestaltung, Medien", MEMBERS[1].user),
	("Noah Rastpfuhl (erfunden)", "Younger", "Datenverarbeitung", None),
)


class Asked(NamedTuple):
	"""A request from outside: title, organisation, kinds, need, quantity, day, field of action, area."""

	title: str
	organisation: str
	kinds: tuple[str, ...]
	need: str
	quantity: str
	needed_by: str
	field: str
	area: str = ""


CHAIRS = Asked(
	"Stühle und Tische für das Erzählcafé",
	"Nachbarschaftstreff Malstatt (erfunden)",
	("Sachmittel", "Transport und Logistik"),
	"Im Erzählcafé treffen sich Nachbarinnen und Nachbarn. Die alten Stühle sind nicht mehr zu reparieren.",
	"24 Stühle, 6 Tische",
	"2017-05-15",
	"Soziales",
	"Malstatt",
)
MOVE = Asked(
	"Umzug der Fahrradwerkstatt",
	"Rad und Tat Burbach (erfunden)",
	("Transport und Logistik", "Helfende Hände"),
	"Die Fahrradwerkstatt für Jugendliche zieht zwei Straßen weiter.",
	"Ein Lastwagen und 6 Personen für einen Tag",
	"2017-06-10",
	"Jugend",
	"Burbach",
)
WEBSITE = Asked(
	"Eine Seite im Internet für den Kinderchor",
	"Kinderchor Saarwiesen (erfunden)",
	("Fachwissen",),
	"Eltern sollen Termine finden und Kinder anmelden können.",
	"Etwa 5 Tage Beratung und Gestaltung",
	"2017-09-01",
	"Bildung",
)
GARDEN = Asked(
	"Hochbeete für den Gemeinschaftsgarten",
	"Gartenfreunde Molschd (erfunden)",
	("Sachmittel", "Helfende Hände"),
	"Vier Hochbeete, die auch aus dem Rollstuhl zu erreichen sind.",
	"Holz und Erde für 4 Beete, ein Nachmittag zu acht",
	"2017-07-31",
	"Wohnumfeld",
	"Malstatt",
)
ROOM = Asked(
	"Ein Raum für die Sprachgruppe",
	"Sprachbrücke Saar (erfunden)",
	("Räume und Plätze",),
	"Zwölf Frauen lernen zweimal in der Woche Deutsch. Der bisherige Raum fällt weg.",
	"Ein Raum für 14 Personen, Dienstag und Donnerstag vormittags",
	"2017-08-15",
	"Integration",
)
BUS = Asked(
	"Ein neuer Kleinbus",
	"Seniorentreff Rodenhof (erfunden)",
	("Sachmittel",),
	"Der alte Kleinbus ist kaputt.",
	"Ein Bus mit neun Plätzen",
	"2017-12-01",
	"Soziales",
)
STAGE = Asked(
	"Eine Bühne für das Sommerfest",
	"Kulturverein Eschberg (erfunden)",
	("Sachmittel", "Transport und Logistik"),
	"Das Sommerfest braucht eine kleine Bühne mit Dach.",
	"Eine Bühne, etwa 4 mal 6 Meter",
	"2017-07-08",
	"Kultur",
)
CONTACTS = Asked(
	"Türöffner für Praktikumsplätze",
	"Lernpaten Dudweiler (erfunden)",
	("Kontakte",),
	"Zwanzig Jugendliche suchen einen Platz für ein Praktikum von zwei Wochen.",
	"Gespräche mit 10 Betrieben",
	"2017-10-01",
	"Arbeitsmarkt",
)


def deeds() -> list[Deed]:
	"""Return the deeds of these chapters."""
	coming = (
		*((CHAIRS, "02-06"), (MOVE, "02-14"), (WEBSITE, "03-02"), (BUS, "03-09")),
		*((GARDEN, "04-04"), (STAGE, "04-20"), (ROOM, "05-11"), (CONTACTS, "06-01")),
	)
	return [
		Deed("2017-01-16 09:00", ADMINISTRATOR, GROUP, _make_town),
		Deed("2017-01-16 10:00", COORDINATOR, GROUP, _found_group),
		Deed("2017-01-16 10:05", ADMINISTRATOR, GROUP, tasks.follow_group_members),
		*(Deed(f"2017-{day} 20:15", VISITOR, REQUESTS, partial(_ask, asked)) for asked, day in coming),
		*(Deed(f"2017-{day} 20:20", ADMINISTRATOR, REQUESTS, tasks.follow_up_requests) for _asked, day in coming),
		Deed("2017-02-13 10:00", COORDINATOR, REQUESTS, partial(_accept, CHAIRS)),
		Deed("2017-02-16 10:00", COORDINATOR, REQUESTS, partial(_ask_back, MOVE, "Wann genau ist der Umzug?")),
		Deed("2017-02-18 19:00", VISITOR, REQUESTS, partial(_answer, MOVE, "Am Samstag, dem 10. Juni, ab 9 Uhr.")),
		Deed("2017-02-20 10:00", COORDINATOR, REQUESTS, partial(_accept, MOVE)),
		Deed("2017-03-06 10:00", COORDINATOR, REQUESTS, partial(_accept, WEBSITE)),
		Deed("2017-03-13 10:00", COORDINATOR, REQUESTS, _decline_the_bus),
		Deed("2017-04-10 10:00", COORDINATOR, REQUESTS, partial(_accept, GARDEN)),
		Deed("2017-04-27 18:00", VISITOR, REQUESTS, _withdraw_the_stage),
		Deed("2017-05-15 10:00", COORDINATOR, REQUESTS, partial(_ask_back, ROOM, "Muss der Raum barrierefrei sein?")),
	]


def _make_town() -> None:
	if not frappe.db.exists("Municipality", SAARBRUECKEN):
		enter("Municipality", ags=SAARBRUECKEN, municipality_name="Saarbrücken")
	for area in ("Malstatt", "Burbach"):
		enter(
			"Programme Area",
			area_name=area,
			municipality=SAARBRUECKEN,
			status="Active",
			start_date="2014-01-01",
			programmes=[{"programme": "Soziale Stadt", "from_date": "2014-01-01"}],
		)


def _found_group() -> None:
	enter(
		"Challenge Group",
		group_name=GROUP_NAME,
		municipality=SAARBRUECKEN,
		coordinator=COORDINATOR.user,
		published=1,
		public_intro=INTRO,
		members=[
			{
				"member_name": name,
				"generation": generation,
				"network_fields": fields,
				"from_date": "2017-01-16",
				"user": user,
			}
			for name, generation, fields, user in IN_THE_GROUP
		],
	)


def _ask(asked: Asked) -> None:
	first = {
		"organisation_name": asked.organisation,
		"request_title": asked.title,
		"contact_person": "Kontaktstelle (erfunden)",
		"contact_email": f"{slug_of(asked.organisation, 'verein')}@verein.example",
	}
	area = {"municipality": SAARBRUECKEN, "area_name": asked.area}
	once = f"vorfuehrung-2017-{slug_of(asked.title, 'anfrage')[:40]}"
	started = requests.start(group=find("Challenge Group", group_name=GROUP_NAME), answers=first, once=once)
	requests.submit(
		token=started["link"].rpartition("/")[2],
		answers={
			**first,
			"kinds": list(asked.kinds),
			"need": asked.need,
			"quantity": asked.quantity,
			"needed_by": asked.needed_by,
			"field_of_action": asked.field,
			"programme_area": find("Programme Area", **area) if asked.area else "",
			"public_benefit": "Menschen im Quartier kommen zusammen und kommen weiter (erfunden).",
			"partner_benefit": "Der Betrieb lernt das Quartier kennen und wird dort bekannt (erfunden).",
			"otherwise": "Eigene Mittel und eine Förderung reichen dafür nicht (erfunden).",
		},
	)
	leave()


def _request(asked: Asked) -> Document:
	return get("Support Request", request_title=asked.title)


def _ask_back(asked: Asked, question: str) -> None:
	requests.ask(_request(asked).name, question)


def _answer(asked: Asked, text: str) -> None:
	doc = _request(asked)
	requests.answer(token=guests.token_of(doc), answers={row.name: text for row in doc.questions})
	leave()


def _accept(asked: Asked) -> None:
	doc = _request(asked)
	for row in doc.checks:
		row.answer = YES
	doc.save()
	requests.link_organisation(doc.name)
	step(doc.reload(), "Accept")


def _decline_the_bus() -> None:
	requests.decline(
		_request(BUS).name,
		"Einen Bus zu kaufen ist mit Sachmitteln nicht zu machen. Wir beraten Sie gern zu einem Fahrdienst, den"
		" Betriebe an einzelnen Tagen übernehmen.",
	)


def _withdraw_the_stage() -> None:
	requests.take_back(token=guests.token_of(_request(STAGE)), reason="Die Nachbargemeinde leiht uns ihre Bühne.")
	leave()


def leave() -> None:
	"""End what opened a record by its link, or as a member's own."""
	# A link opens its record for one request alone; the story is told in one go.
	frappe.flags.upj_opened_by_link = None
