"""Towns, the federal call, the applications, the mandate and its sessions."""

from functools import partial
from uuid import uuid4

import frappe

from upj_kooperation.api import advisory, calls, phone, portal
from upj_kooperation.demo import selection, texts
from upj_kooperation.demo.deeds import NIENBURG, Deed, change, enter, find, get, step
from upj_kooperation.demo.people import ADMINISTRATOR, ADVISER, MANAGER, OFFICE, VISITOR
from upj_kooperation.demo.setup import COMPANY
from upj_kooperation.demo.texts import Session, Town

TOWNS = "Januar 2016: Kommunen und Programmgebiete"
CALL = "Januar 2016: Der Projektaufruf wird veröffentlicht, zehn Plätze"
APPLICATIONS = "Februar 2016: Nienburg und weitere Städte bewerben sich"
TAKING_OVER = "März 2016: Das Programmbüro übernimmt, was über die öffentliche Seite eingegangen ist"
MANDATE = "Juni 2016: Beratungsauftrag mit Kontingent"
SESSIONS = "Ab Juni 2016: Beratungstermine mit nächsten Schritten"


def deeds() -> list[Deed]:
	"""Return the deeds of these chapters."""
	towns = (*texts.TOWNS, *texts.INVENTED_TOWNS)
	others = [town for town in towns if town.ags != NIENBURG]
	return [
		*(Deed("2016-01-04 09:00", ADMINISTRATOR, TOWNS, partial(_enter_town, town)) for town in towns),
		Deed("2016-01-04 10:00", ADMINISTRATOR, TOWNS, _settle_nienburg),
		Deed("2016-01-11 09:00", OFFICE, CALL, _publish_call),
		Deed("2016-02-15 10:00", MANAGER, APPLICATIONS, _apply_for_nienburg),
		*(Deed("2016-03-01 10:00", VISITOR, APPLICATIONS, partial(_apply_from_outside, town)) for town in others),
		Deed("2016-03-21 09:00", OFFICE, TAKING_OVER, _take_over_all),
		*selection.deeds(),
		Deed("2016-05-30 12:00", OFFICE, selection.SELECTION, _close_call),
		Deed("2016-06-06 10:00", OFFICE, MANDATE, _open_mandate),
		*(Deed(f"{session.day} 18:00", ADVISER, SESSIONS, partial(_log, session)) for session in texts.SESSIONS),
		*(
			Deed(f"{day} 15:00", MANAGER, SESSIONS, partial(_finish_todo, todo))
			for session in texts.SESSIONS
			for todo, _due, day in session.next_steps
			if day
		),
	]


def _enter_town(town: Town) -> None:
	enter("Municipality", ags=town.ags, municipality_name=town.name, inhabitants=town.inhabitants)
	enter(
		"Programme Area",
		area_name=town.area,
		municipality=town.ags,
		status="Active",
		start_date="2014-01-01",
		legal_basis="§ 171e Abs. 3 BauGB",
		programmes=[{"programme": "Soziale Stadt", "from_date": "2014-01-01", "to_date": "2019-12-31"}],
	)


def _settle_nienburg() -> None:
	change(
		"Municipality",
		NIENBURG,
		is_own=1,
		company=COMPANY,
		county="Nienburg/Weser",
		relationship_manager=MANAGER.user,
	)


def _publish_call() -> None:
	enter(
		"Project Call",
		call_title=texts.CALL_TITLE,
		published_by="Bundesinstitut für Bau-, Stadt- und Raumforschung",
		on_behalf_of="Bundesumweltministerium",
		carried_out_by="UPJ e.V.",
		status="Published",
		places=10,
		opens_on="2016-01-11 00:00:00",
		closes_on="2016-03-18 23:59:59",
		period_start="2016-04-01",
		period_end="2017-09-30",
		required_programme="Soziale Stadt",
		themes=[{"field_of_action": theme} for theme in texts.CALL_THEMES],
		purpose=texts.CALL_PURPOSE,
		criteria=[
			{"criterion": name, "weight": weight, "highest": highest, "description": words}
			for name, weight, highest, words in texts.CRITERIA
		],
		reviews_per_application=2,
		reviews_due_on="2016-04-22",
		description=texts.CALL_DESCRIPTION,
		contact_person=OFFICE.full_name,
		contact_email=OFFICE.user,
	)


def _apply_for_nienburg() -> None:
	application = enter(
		"Call Application",
		call=find("Project Call", call_title=texts.CALL_TITLE),
		municipality=NIENBURG,
		programme_area=find("Programme Area", municipality=NIENBURG),
		motivation=texts.MOTIVATION,
		planned_project=texts.PLANNED_PROJECT,
		contact_person=MANAGER.full_name,
		contact_email=MANAGER.user,
	)
	step(application, "Hand In")


def _apply_from_outside(town: Town) -> None:
	answers = {
		"municipality_name": town.name,
		"contact_person": "Kontaktstelle (erfunden)",
		"contact_email": f"kontakt-{town.ags}@stadt.example",
	}
	started = portal.start_application(
		call=find("Project Call", call_title=texts.CALL_TITLE), answers=answers, once=f"vorfuehrung-{town.ags}-2016"
	)
	portal.submit_application(
		token=started["link"].rpartition("/")[2],
		answers={
			**answers,
			"ags": town.ags,
			"area_name": town.area,
			"programme": "Soziale Stadt",
			"programme_from": "2014-01-01",
			"motivation": f"Interessenbekundung der Stadt {town.name} (Text erfunden).",
			"planned_project": "Vorhaben wird im Verfahren konkretisiert (erfunden).",
		},
	)
	frappe.flags.upj_opened_by_link = None


def _take_over_all() -> None:
	handed_in = {"status": "Handed In"}
	for name in frappe.get_all("Application Intake", filters=handed_in, pluck="name", order_by="creation asc"):
		portal.take_over_application(name)


def _close_call() -> None:
	call = get("Project Call", call_title=texts.CALL_TITLE)
	call.append("updates", {"update_date": "2016-05-30", "update_text": texts.CALL_UPDATE})
	call.status = "Closed"
	call.save()


def _open_mandate() -> None:
	calls.open_mandate(
		application=find("Call Application", municipality=NIENBURG),
		consultant=ADVISER.user,
		start_date="2016-06-06",
		end_date="2017-09-30",
		quota_sessions=8,
		quota_hours=24,
	)


def _log(session: Session) -> None:
	values = {
		"mandate": find("Advisory Mandate", municipality=NIENBURG),
		"subject": session.subject,
		"session_date": session.day,
		"hours": session.hours,
		"mode": session.mode,
		"participants": [dict(participant) for participant in session.participants],
		"next_steps": [
			{"step": todo, "responsible": MANAGER.user, "due_date": due} for todo, due, _done in session.next_steps
		],
	}
	if session.on_the_road:
		phone.send_session(token=str(uuid4()), user=ADVISER.user, minutes=session.minutes, **values)
	else:
		advisory.log_session(minutes=f"<p>{session.minutes}</p>", **values)


def _finish_todo(text: str) -> None:
	todo = frappe.get_doc("ToDo", {"description": ["like", f"%{text}%"], "allocated_to": MANAGER.user})
	todo.status = "Closed"
	todo.save()
