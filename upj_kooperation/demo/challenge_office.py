"""Die Herausforderung in Saarbrücken: site, materials, the office's money and a meeting. All texts are invented."""

import frappe

from upj_kooperation.api import challenge_meetings, materials
from upj_kooperation.demo.challenge import GROUP_NAME, SAARBRUECKEN
from upj_kooperation.demo.challenge_partners import TRUCK
from upj_kooperation.demo.deeds import Deed, enter, find, get, step
from upj_kooperation.demo.people import COORDINATOR

SITE = "Januar 2017: Saarbrücken wird Pilotstandort"
MONEY = "Februar 2017: Stadt und Betriebe zahlen die Geschäftsstelle gemeinsam"
MEETING = "Mai 2017: Die Herausforderungsgruppe trifft sich"


def deeds() -> list[Deed]:
	"""Return the deeds of these chapters."""
	return [
		Deed("2017-01-17 09:00", COORDINATOR, SITE, _begin_the_site),
		Deed("2017-01-31 09:00", COORDINATOR, SITE, _begin_the_pilot),
		Deed("2017-02-08 09:00", COORDINATOR, MONEY, _pledge),
		Deed("2017-05-17 09:00", COORDINATOR, MEETING, _plan_the_meeting),
		Deed("2017-05-18 19:00", COORDINATOR, MEETING, _hold_the_meeting),
	]


def _begin_the_site() -> None:
	site = enter("Challenge Site", municipality=SAARBRUECKEN, responsible=COORDINATOR.user)
	_date_steps(site, "Exploration", "2016-12-15")
	site.save()
	step(site, "Begin Set-up")


def _begin_the_pilot() -> None:
	site = get("Challenge Site", municipality=SAARBRUECKEN)
	site.challenge_group = find("Challenge Group", group_name=GROUP_NAME)
	_date_steps(site, "Set-up", "2017-01-30")
	site.save()
	step(site, "Begin Pilot")
	wanted = {"enabled": 1, "stage": ["in", ["Exploration", "Set-up", "Pilot"]]}
	names = frappe.get_all("Method Material", filters=wanted, pluck="name", order_by="name asc")
	materials.take_over_materials(site.challenge_group, names)


def _date_steps(site: frappe.model.document.Document, stage: str, day: str) -> None:
	for row in site.steps:
		if row.stage == stage:
			row.done_on = day


def _pledge() -> None:
	group = get("Challenge Group", group_name=GROUP_NAME)
	group.append("budgets", {"year": 2017, "costs": 40_000})
	group.save()
	for payer, pledged, received in ((None, 20_000, 10_000), (TRUCK.partner, 9_000, 9_000)):
		enter(
			"Office Contribution",
			challenge_group=group.name,
			year=2017,
			payer=find("Stakeholder", stakeholder_name=payer) if payer else None,
			pledged=pledged,
			pledged_on="2017-02-01",
			payments=[{"received_on": "2017-02-06", "amount": received}],
		)


def _plan_the_meeting() -> None:
	group = find("Challenge Group", group_name=GROUP_NAME)
	enter(
		"Challenge Group Meeting",
		challenge_group=group,
		meeting_date="2017-05-18",
		place="Haus der Wirtschaft (erfunden)",
		**challenge_meetings.prepare(group, "2017-05-18"),
	)


def _hold_the_meeting() -> None:
	meeting = get("Challenge Group Meeting", meeting_date="2017-05-18")
	meeting.update(
		{"status": "Held", "minutes": "<p>Die ersten Stühle sind da. Für die Hochbeete fehlt noch Holz.</p>"}
	)
	meeting.append(
		"next_steps",
		{"step": "Baumarkt nach Holz fragen", "responsible": COORDINATOR.user, "due_date": "2017-05-31"},
	)
	meeting.save()
