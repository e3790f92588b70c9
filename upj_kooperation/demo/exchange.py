"""Municipalities ask and advise each other; a session is corrected, the mandate extended. All texts are invented."""

import frappe

from upj_kooperation.api import advisory
from upj_kooperation.demo import texts
from upj_kooperation.demo.deeds import NIENBURG, Deed, change, enter, find, get
from upj_kooperation.demo.people import ADVISER, MANAGER, OFFICE

COLOGNE = "05315000"
ASKED = "Ab Oktober 2016: Nienburg fragt Köln, und die Kommunen beraten einander"
KEPT = "Dezember 2016: Ein Protokoll wird berichtigt"
EXTENDED = "August 2017: Der Beratungsauftrag wird verlängert"

QUESTION = "Wie bleiben Betriebe dabei? (erfunden)"
WORKSHOP = "Kollegiale Beratung: Betriebe im Quartier (erfunden)"


def deeds() -> list[Deed]:
	"""Return the deeds of these chapters."""
	return [
		Deed("2016-10-10 09:00", MANAGER, ASKED, _ask),
		Deed("2016-10-24 10:00", OFFICE, ASKED, _answer),
		Deed("2016-11-07 09:00", MANAGER, ASKED, _plan_workshop),
		Deed("2016-12-09 09:00", ADVISER, ASKED, _hold_workshop),
		Deed("2016-12-12 09:00", MANAGER, ASKED, _close),
		Deed("2016-12-01 09:00", MANAGER, KEPT, _correct),
		Deed("2017-08-30 09:00", OFFICE, EXTENDED, _extend),
	]


def _ask() -> None:
	enter(
		"Exchange Request",
		request_title=QUESTION,
		municipality=NIENBURG,
		asked_municipality=COLOGNE,
		field_of_action="Lokale Ökonomie",
		question="<p>Die ersten Betriebe sind gewonnen. Wie bleiben sie nach dem ersten Vorhaben dabei?</p>",
	)


def _answer() -> None:
	enter(
		"Exchange Answer",
		request=find("Exchange Request", request_title=QUESTION),
		municipality=COLOGNE,
		contact_person="Kontaktstelle (erfunden)",
		answer="<p>Ein Frühstück im Quartier, zweimal im Jahr, und jedes Mal eine kleine Bitte.</p>",
	)


def _plan_workshop() -> None:
	enter(
		"Peer Workshop",
		workshop_title=WORKSHOP,
		municipality=NIENBURG,
		field_of_action="Lokale Ökonomie",
		exchange_request=find("Exchange Request", request_title=QUESTION),
		workshop_date="2016-12-08",
		hours=4,
		location="Rathaus Nienburg",
		consultant=ADVISER.user,
		municipalities=[{"municipality_name": f"Köln ({COLOGNE})"}, {"municipality_name": "Duisburg (05112000)"}],
	)


def _hold_workshop() -> None:
	workshop = get("Peer Workshop", workshop_title=WORKSHOP)
	workshop.municipalities[0].update({"attended": 1, "contribution": "Frühstück im Quartier"})
	workshop.append("participants", {"participant_name": "Kontaktstelle Köln (erfunden)", "organisation": "Stadt Köln"})
	workshop.update({"status": "Held", "result": "<p>Drei Wege, Betriebe zu halten, und wer sie ausprobiert.</p>"})
	workshop.save()


def _close() -> None:
	change(
		"Exchange Request",
		find("Exchange Request", request_title=QUESTION),
		status="Closed",
		outcome="<p>Das Quartiersfrühstück beginnt im Frühjahr.</p>",
	)


def _correct() -> None:
	change(
		"Advisory Session",
		find("Advisory Session", subject=texts.SESSIONS[2].subject),
		minutes="<p>Rollen, Pflichten und Zeitplan der Nordertörtchen besprochen. Die Schule stellt die Küche.</p>",
		correction_reason="Zusage der Schule fehlte im Protokoll (erfunden).",
	)


def _extend() -> None:
	advisory.extend_mandate(
		frappe.db.get_value("Advisory Mandate", {"municipality": NIENBURG}),
		"Der Stadtteilfonds braucht Begleitung bis zum Jahresende (erfunden).",
		end_date="2017-12-31",
	)
