"""The area on the map, and the meetings of its working groups. Minutes and outline are invented."""

from functools import partial
from typing import NamedTuple

from upj_kooperation.api import areas, groups
from upj_kooperation.demo.deeds import NIENBURG, Deed, change, enter, find
from upj_kooperation.demo.people import MANAGER

BOUNDARY = "Juni 2016: Die Grenze des Programmgebiets kommt auf die Karte"
MEETING = "Ab Juni 2016: Die Arbeitsgruppen tagen"


class Meeting(NamedTuple):
	"""A meeting of the working group for a field of action."""

	field: str
	day: str
	agenda: str
	minutes: str
	resolutions: tuple[dict, ...] = ()
	next_steps: tuple[dict, ...] = ()


MEETINGS = (
	Meeting(
		"Soziales",
		"2016-06-27",
		"<ol><li>Stadtteilfest im September</li><li>Verschiedenes</li></ol>",
		"<p>Die Gruppe bereitet das Stadtteilfest vor. Betriebe aus dem Quartier fehlen bisher (erfunden).</p>",
		({"resolution": "Das Stadtteilfest findet im September statt.", "result": "Adopted", "votes_for": 2},),
		({"step": "Bäckereien im Quartier auf das Stadtteilfest ansprechen (erfunden)", "due_date": "2016-07-29"},),
	),
	Meeting(
		"Jugend",
		"2016-09-12",
		"<ol><li>Treffpunkt für Jugendliche</li></ol>",
		"<p>Gesucht werden Räume für einen Treffpunkt; ein Betrieb soll gefragt werden (erfunden).</p>",
	),
)

# An invented outline of about the right size; the real boundary is the town's to upload.
OUTLINE = (
	'{"type": "Polygon", "coordinates": [[[9.2071, 52.6480], [9.2142, 52.6471], [9.2188, 52.6502], [9.2169, 52.6541],'
	" [9.2110, 52.6552], [9.2064, 52.6523], [9.2071, 52.6480]]]}"
)


def deeds() -> list[Deed]:
	"""Return the deeds of these chapters."""
	return [
		Deed("2016-06-13 09:00", MANAGER, BOUNDARY, _draw_boundary),
		*(Deed(f"{one.day} 20:00", MANAGER, MEETING, partial(_enter_meeting, one)) for one in MEETINGS),
	]


def _draw_boundary() -> None:
	answer = areas.read_boundary(OUTLINE)
	change(
		"Programme Area",
		find("Programme Area", municipality=NIENBURG),
		geometry=answer["geometry"],
		hectares=answer["hectares"],
	)


def _enter_meeting(meeting: Meeting) -> None:
	group = find("Working Group", group_name=f"Arbeitsgruppe {meeting.field}")
	enter(
		"Working Group Meeting",
		working_group=group,
		meeting_date=meeting.day,
		start_time="18:00:00",
		status="Held",
		place="Stadtteilhaus (erfunden)",
		minute_taker=MANAGER.full_name,
		agenda=meeting.agenda,
		attendance=groups.members_on(group, meeting.day),
		minutes=meeting.minutes,
		resolutions=[dict(row) for row in meeting.resolutions],
		next_steps=[{**row, "responsible": MANAGER.user} for row in meeting.next_steps],
	)
