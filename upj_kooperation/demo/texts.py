"""Texts, towns and partners of the story. Partners and sessions are invented, and their names say so."""

from typing import NamedTuple

CALL_TITLE = "Kooperationen von Kommunen und Privaten in der Sozialen Stadt"
CALL_THEMES = (
	"Soziales",
	"Bildung",
	"Integration",
	"Kultur",
	"Arbeitsmarkt",
	"Wohnumfeld",
	"Bürgerschaftliches Engagement",
)
CALL_PURPOSE = (
	"Der Aufruf hilft Kommunen, als Ermöglicherinnen Unternehmen, Stiftungen und gemeinnützige Einrichtungen für ein "
	"Quartier zusammenzubringen."
)
CALL_DESCRIPTION = (
	"<p>Zehn Städte und Gemeinden werden von April 2016 bis September 2017 beraten und begleitet, die Unternehmen und "
	"Stiftungen für ihre Programmgebiete gewinnen wollen. Jede Kommune setzt in dieser Zeit ein konkretes Vorhaben um. "
	"Teilnehmen können nur Kommunen mit einem Programmgebiet der Sozialen Stadt. "
	"(Bewerbungsfrist in dieser Vorführung erfunden.)</p>"
)
CALL_UPDATE = (
	"Die teilnehmenden Kommunen stehen fest. Aus Nordrhein-Westfalen sind Duisburg, Gelsenkirchen und Köln dabei."
)


class Town(NamedTuple):
	"""A town of the call: key (AGS), name, inhabitants (rounded), name of its programme area."""

	ags: str
	name: str
	inhabitants: int
	area: str


# Only Nordertor is an area's real name.
TOWNS = (
	Town("03256022", "Nienburg/Weser", 31_000, "Nordertor"),
	Town("05315000", "Köln", 1_060_000, "Programmgebiet Köln (Beispiel)"),
	Town("05112000", "Duisburg", 491_000, "Programmgebiet Duisburg (Beispiel)"),
	Town("05513000", "Gelsenkirchen", 260_000, "Programmgebiet Gelsenkirchen (Beispiel)"),
	Town("14612000", "Dresden", 544_000, "Programmgebiet Dresden (Beispiel)"),
	Town("09462000", "Bayreuth", 72_000, "Programmgebiet Bayreuth (Beispiel)"),
	Town("11000000", "Berlin", 3_520_000, "Programmgebiet Berlin (Beispiel)"),
)

# Towns that do not exist, so that more apply than there are places; their keys are not in use.
INVENTED_TOWNS = (
	Town("03499001", "Musterhausen (erfunden)", 24_000, "Programmgebiet Musterhausen (erfunden)"),
	Town("05999002", "Beispielstadt (erfunden)", 58_000, "Programmgebiet Beispielstadt (erfunden)"),
	Town("09799003", "Neudorf am Berg (erfunden)", 12_000, "Programmgebiet Neudorf (erfunden)"),
	Town("14799004", "Altmühlheim (erfunden)", 35_000, "Programmgebiet Altmühlheim (erfunden)"),
	Town("15099005", "Seefelden (erfunden)", 19_000, "Programmgebiet Seefelden (erfunden)"),
	Town("16099006", "Waldkirchen (erfunden)", 41_000, "Programmgebiet Waldkirchen (erfunden)"),
)
# What counts and how much; invented.
CRITERIA = (
	("Bezug zum Programmgebiet", 3, 10, "Ist der Bedarf im Quartier beschrieben?"),
	("Konkretes Vorhaben", 2, 10, "Ist in der Laufzeit ein Projekt zu erwarten?"),
	("Partner in Aussicht", 1, 5, "Sind Betriebe oder Stiftungen schon angesprochen?"),
)
# Points of a town's application for each criterion; invented, as are the differences between the reviewers.
POINTS = {
	"03256022": (10, 10, 4),
	"05315000": (9, 9, 4),
	"05112000": (9, 8, 4),
	"05513000": (9, 8, 3),
	"14612000": (8, 8, 4),
	"09462000": (8, 8, 3),
	"11000000": (8, 7, 3),
	"03499001": (7, 7, 3),
	"05999002": (7, 6, 3),
	"09799003": (6, 7, 3),
	"14799004": (6, 6, 3),
	"15099005": (6, 5, 2),
	"16099006": (4, 4, 2),
}
CONFLICT = "Der Bruder der begutachtenden Person arbeitet in der Stadtverwaltung (erfunden)."
WITHDRAWING_TOWN = "03499001"

MOTIVATION = (
	"<p>Im Programmgebiet Nordertor arbeiten Gruppen zu Soziales, Wohnumfeld, Verkehr und Jugend. Die örtliche "
	"Wirtschaft ist bisher nicht eingebunden. Wir möchten Betriebe und Bewohnerschaft zusammenbringen und von anderen "
	"Kommunen lernen.</p>"
)
PLANNED_PROJECT = "<p>Gemeinsame Angebote von ansässigen Betrieben und Bewohnerschaft im Stadtteil Nordertor.</p>"

FIRST_PAPER_SUBJECT = "Beratung und Begleitung beim Aufbau von Kooperationen in der Sozialen Stadt Nordertor"
FIRST_PAPER_OPEN = "<p>Die Zusage über die Aufnahme in das Projekt steht noch aus.</p>"
COMMITTEE = "Ausschuss für Stadtentwicklung (Gremium erfunden)"

BAKERY = "Backstube Abendrot (erfunden)"
SCHOOL = "Berufsbildende Schule Weserblick (erfunden)"
HOUSING = "Wohnbau Nordertor eG (erfunden)"


REPORT_SUBJECT = "Kooperationen mit Unternehmen und Stiftungen in der Sozialen Stadt Nordertor: Sachstand"
CLUB = "Nachbarschaftsverein Nordertor (erfunden)"
FOUNDATION = "Stiftung Weserstrand (erfunden)"
PRINTER = "Druckerei Setzkasten (erfunden)"
CHURCH = "Kirchengemeinde St. Annen (erfunden)"


class Stage(NamedTuple):
	"""A step of a partner: the day, the stage reached, a reason where it ends, what comes next and when."""

	day: str
	stage: str
	reason: str | None = None
	next_step: str | None = None
	next_step_date: str | None = None


class Partner(NamedTuple):
	"""An invented partner with its way through the stages. influence, interest: 1 to 5."""

	name: str
	actor_type: str
	industry: str
	fields: tuple[str, ...]
	influence: str
	interest: str
	stages: tuple[Stage, ...] = ()


PARTNERS = (
	Partner(
		BAKERY,
		"Company",
		"Bäckerei",
		("Lokale Ökonomie", "Bildung"),
		"4",
		"5",
		(
			Stage("2016-07-04", "Contacted", None, "Besuch in der Backstube", "2016-08-15"),
			Stage("2016-08-22", "Interested"),
			Stage("2016-09-19", "In Talks"),
			Stage("2016-10-04", "Engaged"),
		),
	),
	Partner(
		SCHOOL,
		"School",
		"Berufliche Bildung",
		("Bildung", "Jugend"),
		"4",
		"4",
		(Stage("2016-07-05", "Contacted"), Stage("2016-08-23", "Interested"), Stage("2016-10-04", "Engaged")),
	),
	Partner(
		HOUSING,
		"Housing Company",
		"Wohnungswirtschaft",
		("Wohnumfeld", "Soziales"),
		"5",
		"4",
		(
			Stage("2016-07-06", "Contacted"),
			Stage("2016-09-05", "Interested"),
			Stage("2016-11-07", "In Talks", None, "Gespräch über den Freiwilligentag", "2017-06-30"),
		),
	),
	Partner(
		FOUNDATION,
		"Foundation",
		"Förderstiftung",
		("Soziales", "Kultur"),
		"4",
		"3",
		(
			Stage("2016-07-11", "Contacted"),
			Stage("2016-10-10", "Interested", None, "Förderrichtlinie gemeinsam lesen", "2017-09-15"),
		),
	),
	Partner(
		PRINTER,
		"Company",
		"Druck und Medien",
		("Kultur", "Lokale Ökonomie"),
		"2",
		"3",
		(Stage("2016-07-12", "Contacted", None, "Noch einmal anrufen", "2016-09-01"),),
	),
	Partner(
		"Autohaus Kreisel (erfunden)",
		"Company",
		"Fahrzeughandel",
		("Verkehr",),
		"3",
		"1",
		(Stage("2016-07-13", "Contacted"), Stage("2016-09-12", "Ended", "Kein Interesse, Rückmeldung am Telefon")),
	),
	Partner(
		CLUB,
		"Nonprofit",
		"Gemeinwesenarbeit",
		("Soziales", "Integration", "Bürgerschaftliches Engagement"),
		"3",
		"5",
		(Stage("2016-06-27", "Contacted"), Stage("2016-07-18", "Engaged")),
	),
	Partner(CHURCH, "Church", "Kirchengemeinde", ("Soziales", "Integration"), "3", "4"),
)

# First side, relationship type, other side.
# First name, last name, kind of relationship, organisation, since when.
PERSONS = (
	("Selma", "Abendrot (erfunden)", "Leitung", BAKERY, "2009-04-01"),
	("Jannis", "Rehburg (erfunden)", "Ansprechperson", SCHOOL, "2014-08-01"),
	("Selma", "Weserblick (erfunden)", "Ehrenamt", CLUB, "2015-03-01"),
)
# How partners were judged again after the project's first half: influence, interest, position.
JUDGED_AGAIN = (
	(BAKERY, "5", "5", "Supportive"),
	(SCHOOL, "4", "5", "Supportive"),
	(HOUSING, "5", "3", "Neutral"),
)

RELATIONSHIPS = (
	(CHURCH, "Unterstützung", CLUB),
	(BAKERY, "Zusammenarbeit", SCHOOL),
	(FOUNDATION, "Förderung", CLUB),
	(HOUSING, "Vermietung", CLUB),
)

# Follow-up plans: (stakeholder, plan, day it starts, days on which its steps were done, earliest first).
FIRST_CONTACT = "Erstansprache eines Betriebs"
FOLLOW_UPS = (
	(BAKERY, FIRST_CONTACT, "2016-06-21", ("2016-06-21", "2016-06-24", "2016-07-04", "2016-07-21")),
	# The car dealer says no in September: what is left of the plan is dropped with the reason.
	("Autohaus Kreisel (erfunden)", FIRST_CONTACT, "2016-07-13", ("2016-07-13", "2016-07-18")),
	(PRINTER, "Nach dem Erstgespräch", "2016-07-14", ("2016-07-15",)),
	(BAKERY, "Partnerschaft pflegen", "2016-10-05", ("2016-11-04", "2017-01-03", "2017-04-03")),
)

PROJECT_PARTNERS = (
	{
		"stakeholder": BAKERY,
		"partner_role": "Lead Partner",
		"contribution_kind": "Know-how",
		"contribution": "Rezept, Backstube und Anleitung",
		"contribution_value": 1500,
		"contribution_hours": 40,
		"benefit": "Bekanntheit im Stadtteil, Kontakt zu möglichen Auszubildenden",
	},
	{
		"stakeholder": BAKERY,
		"partner_role": "Lead Partner",
		"contribution_kind": "Goods",
		"contribution": "Mehl, Butter und Äpfel für die Probebleche",
		"contribution_value": 180,
		"contribution_quantity": 60,
		"contribution_unit": "kg",
	},
	{
		"stakeholder": SCHOOL,
		"partner_role": "Partner",
		"contribution_kind": "Working Time",
		"contribution": "Backklasse mit zwölf Schülerinnen und Schülern",
		"contribution_hours": 120,
		"benefit": "Lernen an einem wirklichen Auftrag",
	},
)
# What came of it by the festival, in the order of the partners' rows.
DELIVERED = (
	{"delivered_on": "2017-05-20", "delivered_value": 1250, "delivered_hours": 34},
	{"delivered_on": "2017-04-28", "delivered_value": 180, "delivered_quantity": 60},
	{"delivered_on": "2017-05-20", "delivered_hours": 96},
)
ENABLER_ROLES = (
	{"role": "Initiator", "from_date": "2016-10-04"},
	{"role": "Door Opener", "from_date": "2016-10-04"},
	{"role": "Gives Rooms", "from_date": "2017-01-09", "to_date": "2017-09-30"},
)
MILESTONES = (
	{"milestone": "Rezept steht", "due_date": "2017-02-15"},
	{"milestone": "Erster Verkauf auf dem Stadtteilfest", "due_date": "2017-05-20"},
	{"milestone": "Erlös an den Stadtteilfonds", "due_date": "2017-09-15"},
)
INDICATOR = {
	"point": "Start",
	"assessed_on": "2016-10-04",
	"is_concrete": "Yes",
	"partner_benefit": "Partly",
	"own_competences": "Yes",
	"evidence": "Gespräch mit der Bäckerei, Vermerk vom 04.10.2016 (erfunden)",
}
INDICATOR_AT_HALF_TIME = {
	"point": "Middle",
	"assessed_on": "2017-05-22",
	"is_concrete": "Yes",
	"partner_benefit": "Yes",
	"own_competences": "Yes",
	"evidence": "Zwei Bewerbungen um einen Ausbildungsplatz bei der Bäckerei (erfunden)",
}
DUTIES = (
	{"party_name": "Nienburg/Weser", "duty": "Stand auf dem Stadtteilfest stellen", "due_date": "2017-05-20"},
	{"party_name": BAKERY, "duty": "Backstube an sechs Nachmittagen öffnen", "due_date": "2017-06-30"},
	{"party_name": SCHOOL, "duty": "Backklasse begleiten", "due_date": "2017-06-30"},
)
PARTICIPATION = {
	"format": "Verkostung auf dem Stadtteilfest",
	"participation_date": "2017-05-20",
	"participants": 140,
	"result": "Name und Form des Gebäcks gewählt (erfunden)",
}


class Session(NamedTuple):
	"""An invented advisory session.

	hours: duration; minutes: plain text; next_steps: (what, due day, day on which it was done or None); on_the_road:
	written on the phone's page.
	"""

	day: str
	subject: str
	hours: float
	mode: str
	minutes: str
	participants: tuple[dict, ...]
	next_steps: tuple[tuple[str, str, str | None], ...]
	on_the_road: bool = False


_TOWN = {
	"participant_name": "Kira Brückner (erfunden)",
	"organisation": "Stadt Nienburg/Weser",
	"sector": "Municipality",
}
_BAKER = {"participant_name": "Inhaber (erfunden)", "organisation": BAKERY, "sector": "Company"}
_CLUB = {
	"participant_name": "Vorsitzende (erfunden)",
	"organisation": CLUB,
	"sector": "Nonprofit",
}

SESSIONS = (
	Session(
		"2016-06-21",
		"Auftakt: Wer ist im Stadtteil, wer fehlt?",
		4,
		"On Site",
		"Die Arbeitsgruppen decken Soziales, Wohnumfeld, Verkehr und Jugend ab. Die Wirtschaft fehlt.",
		(_TOWN, _CLUB),
		(
			("Liste der ansässigen Betriebe anlegen", "2016-07-01", "2016-06-30"),
			("Erste Betriebe anrufen", "2016-07-15", "2016-07-13"),
		),
	),
	Session(
		"2016-09-13",
		"Betriebe ansprechen: Nutzen auf beiden Seiten",
		3,
		"On Site",
		"Gesprächsleitfaden erarbeitet. Die Bäckerei möchte etwas Eigenes für den Stadtteil anbieten.",
		(_TOWN, _BAKER),
		(("Gespräch von Bäckerei und Schule vereinbaren", "2016-09-30", "2016-09-29"),),
	),
	Session(
		"2016-11-29",
		"Von der Idee zur Vereinbarung",
		2.5,
		"Online",
		"Rollen, Pflichten und Zeitplan der Nordertörtchen besprochen.",
		(_TOWN, _BAKER),
		(("Entwurf der Vereinbarung an alle Beteiligten", "2016-12-02", "2016-11-30"),),
	),
	Session(
		"2017-02-14",
		"Start der Backklasse",
		3,
		"On Site",
		"Backklasse besucht, Rezept steht. Verkauf auf dem Stadtteilfest geplant.",
		(_TOWN, _BAKER, _CLUB),
		(("Stand für das Stadtteilfest anmelden", "2017-03-10", "2017-03-08"),),
		on_the_road=True,
	),
	Session(
		"2017-05-09",
		"Was bleibt? Ein Fonds für den Stadtteil",
		2,
		"Phone",
		"Der Erlös soll den Grundstock eines Stadtteilfonds bilden.",
		(_TOWN,),
		(
			("Annahme der Spende vorbereiten", "2017-06-12", "2017-06-12"),
			("Sachstandsbericht für den Rat entwerfen", "2017-08-31", None),
		),
	),
)

PROJECT_IDEA = (
	"<p>Eine Bäckerei und die berufsbildende Schule entwickeln mit der Stadt ein Gebäck für den Stadtteil. Jugendliche "
	"lernen an einem wirklichen Auftrag, der Stadtteil bekommt ein Aushängeschild, der Erlös bleibt im Quartier.</p>"
)
AGREEMENT_TEMPLATE = "Kooperationsvereinbarung mehrerer Beteiligter"
AMENDMENT_SUBJECT = "Laufzeit bis zum Jahresende, dazu ein Stand auf dem Weihnachtsmarkt"
CHRISTMAS_DUTY = {"party_name": BAKERY, "duty": "Törtchen für den Weihnachtsmarkt backen", "due_date": "2017-12-01"}
