"""Working groups, the partners on their way through the stages, the project and the agreement."""

from functools import partial

import frappe
from frappe.model.document import Document
from frappe.utils.password import update_password

from upj_kooperation import tasks
from upj_kooperation.api import agreements, cooperation, follow_up, partners, stakeholders
from upj_kooperation.demo import texts
from upj_kooperation.demo.deeds import NIENBURG, Deed, change, enter, find, get, step
from upj_kooperation.demo.people import ADMINISTRATOR, APPROVER, MANAGER, PARTNER, PASSWORD, Person
from upj_kooperation.demo.texts import Partner, Stage
from upj_kooperation.domain.partner_portal import ACTIVE

GROUPS = "Juni 2016: Vier Arbeitsgruppen, und die Wirtschaft fehlt"
PARTNERS = "Ab Juni 2016: Betriebe werden angesprochen und gewonnen"
PROJECT = "Oktober 2016: Die Idee der Nordertörtchen"
AGREEMENT = "Ab November 2016: Vereinbarung von Stadt, Bäckerei und Schule"
PORTAL = "Juli 2017: Die Bäckerei meldet im Internet, was sie getan hat"
AMENDMENT = "Juni 2017: Die Vereinbarung wird bis Weihnachten verlängert und ergänzt"


def deeds() -> list[Deed]:
	"""Return the deeds of these chapters."""
	fields = ("Soziales", "Wohnumfeld", "Verkehr", "Jugend")
	return [
		*(Deed("2016-06-13 10:00", MANAGER, GROUPS, partial(_enter_group, field)) for field in fields),
		*(Deed("2016-06-20 11:00", MANAGER, PARTNERS, partial(_enter_partner, one)) for one in texts.PARTNERS),
		*(
			Deed(f"{start} 15:00", MANAGER, PARTNERS, partial(_start_plan, name, plan))
			for name, plan, start, _done in texts.FOLLOW_UPS
		),
		*(
			Deed(f"{day} 16:30", MANAGER, PARTNERS, partial(_finish_step, name, plan))
			for name, plan, _start, done in texts.FOLLOW_UPS
			for day in done
		),
		*(
			Deed(f"{stage.day} 14:00", MANAGER, PARTNERS, partial(_advance, one, stage))
			for one in texts.PARTNERS
			for stage in one.stages
		),
		*(Deed("2016-08-15 10:00", MANAGER, PARTNERS, partial(_relate, *row)) for row in texts.RELATIONSHIPS),
		Deed("2016-10-04 10:00", MANAGER, PROJECT, _enter_project),
		Deed("2016-11-02 10:00", MANAGER, PROJECT, lambda: step(_project(), "Draw up Concept")),
		Deed("2016-11-14 10:00", MANAGER, AGREEMENT, _draft_agreement),
		Deed("2016-11-28 10:00", MANAGER, AGREEMENT, lambda: step(_agreement(), "Ask for Approval")),
		Deed("2016-12-05 10:00", APPROVER, AGREEMENT, lambda: step(_agreement(), "Approve")),
		Deed("2016-12-12 16:00", MANAGER, AGREEMENT, partial(_sign, 0)),
		Deed("2016-12-14 16:00", MANAGER, AGREEMENT, partial(_sign, 1)),
		Deed("2017-01-09 11:00", MANAGER, AGREEMENT, partial(_sign, 2)),
		Deed("2017-01-09 12:00", MANAGER, AGREEMENT, _start_project),
		Deed("2017-02-15 17:00", MANAGER, PROJECT, partial(_reach_milestone, 0, "2017-02-15")),
		Deed("2017-05-22 09:00", MANAGER, PROJECT, partial(_reach_milestone, 1, "2017-05-20")),
		Deed("2017-05-22 10:00", MANAGER, AGREEMENT, _fulfil_duty),
		Deed("2017-05-22 11:00", MANAGER, PROJECT, _look_back_at_half_time),
		Deed("2017-06-12 10:00", MANAGER, AMENDMENT, _draft_amendment),
		Deed("2017-06-19 10:00", APPROVER, AMENDMENT, lambda: step(_amendment(), "Approve")),
		Deed("2017-06-26 15:00", MANAGER, AMENDMENT, _sign_amendment),
		Deed("2017-07-03 09:00", MANAGER, AMENDMENT, lambda: step(_amendment(), "Bring into Force")),
		Deed("2017-07-04 10:00", MANAGER, PORTAL, _invite_the_bakery),
		Deed("2017-07-04 10:05", ADMINISTRATOR, PORTAL, partial(open_access, PARTNER)),
		Deed("2017-07-05 17:00", PARTNER, PORTAL, _report_fulfilment),
		Deed("2017-07-06 09:00", MANAGER, PORTAL, lambda: partners.confirm_report(find("Duty Report"))),
	]


def _enter_group(field: str) -> None:
	enter(
		"Working Group",
		group_name=f"Arbeitsgruppe {field}",
		municipality=NIENBURG,
		programme_area=find("Programme Area", municipality=NIENBURG),
		field_of_action=field,
		founded_on="2015-09-01",
		members=[
			{"member_name": f"Vorsitz {field} (erfunden)", "member_role": "Chair", "from_date": "2015-09-01"},
			{"member_name": f"Mitglied {field} (erfunden)", "member_role": "Member", "from_date": "2015-10-01"},
		],
	)


def _enter_partner(partner: Partner) -> None:
	enter(
		"Stakeholder",
		stakeholder_name=partner.name,
		actor_type=partner.actor_type,
		industry=partner.industry,
		municipality=NIENBURG,
		relationship_manager=MANAGER.user,
		programme_areas=[{"programme_area": find("Programme Area", municipality=NIENBURG)}],
		fields_of_action=[{"field_of_action": field} for field in partner.fields],
		assessments=[{"assessed_on": "2016-06-20", "influence": partner.influence, "interest": partner.interest}],
	)


def _stakeholder(name: str) -> str:
	return find("Stakeholder", stakeholder_name=name)


def _advance(partner: Partner, stage: Stage) -> None:
	stakeholders.advance_stage(
		_stakeholder(partner.name),
		stage.stage,
		reason=stage.reason,
		next_step=stage.next_step,
		next_step_date=stage.next_step_date,
	)


def _start_plan(name: str, plan: str) -> None:
	follow_up.start_plan(_stakeholder(name), plan)


def _finish_step(name: str, plan: str) -> None:
	stakeholder = _stakeholder(name)
	run = next(run for run in follow_up.runs_of(stakeholder) if run.plan == plan)
	follow_up.complete_step(stakeholder, next(step.todo for step in run.steps if step.status == "Open"))


def _relate(first: str, kind: str, other: str) -> None:
	enter(
		"Stakeholder Relationship",
		from_stakeholder=_stakeholder(first),
		relationship_type=kind,
		to_stakeholder=_stakeholder(other),
		from_date="2016-08-01",
	)


def _project() -> Document:
	return get("Cooperation Project", project_title="Nordertörtchen")


def _agreement() -> Document:
	return get("Cooperation Agreement", municipality=NIENBURG)


def _amendment() -> Document:
	return get("Cooperation Agreement", municipality=NIENBURG, version=2)


def _enter_project() -> None:
	enter(
		"Cooperation Project",
		project_title="Nordertörtchen",
		municipality=NIENBURG,
		programme_area=find("Programme Area", municipality=NIENBURG),
		field_of_action="Lokale Ökonomie",
		relationship_manager=MANAGER.user,
		start_date="2017-01-09",
		end_date="2017-09-30",
		idea=texts.PROJECT_IDEA,
		partners=[{**row, "stakeholder": _stakeholder(row["stakeholder"])} for row in texts.PROJECT_PARTNERS],
		enabler_roles=[dict(row) for row in texts.ENABLER_ROLES],
		milestones=[dict(row) for row in texts.MILESTONES],
		indicators=[dict(texts.INDICATOR)],
	)


def _draft_agreement() -> None:
	agreement = enter(
		"Cooperation Agreement",
		agreement_title="Kooperationsvereinbarung Nordertörtchen",
		municipality=NIENBURG,
		cooperation_project=_project().name,
		agreement_value=1500,
		parties=[
			{"party_type": "Municipality", "signatory": APPROVER.full_name, "signatory_function": "Für die Stadt"},
			{
				"party_type": "Stakeholder",
				"stakeholder": _stakeholder(texts.BAKERY),
				"signatory": "Inhaberin (erfunden)",
			},
			{
				"party_type": "Stakeholder",
				"stakeholder": _stakeholder(texts.SCHOOL),
				"signatory": "Schulleitung (erfunden)",
			},
		],
		duties=[dict(duty) for duty in texts.DUTIES],
		start_date="2017-01-09",
		end_date="2017-09-30",
		notice_months=1,
		renewal="No Renewal",
	)
	agreements.insert_clauses(agreement.name, texts.AGREEMENT_TEMPLATE)
	step(agreement, "Send to Legal Check")


def _sign(index: int) -> None:
	agreement = _agreement()
	cooperation.sign_agreement(
		agreement.name, agreement.parties[index].name, ("2016-12-12", "2016-12-14", "2017-01-09")[index], "Paper"
	)


def _draft_amendment() -> None:
	name = agreements.make_amendment(_agreement().name, "2017-07-01", texts.AMENDMENT_SUBJECT)
	draft = get("Cooperation Agreement", name=name)
	draft.end_date = "2017-12-31"
	draft.append("duties", dict(texts.CHRISTMAS_DUTY))
	draft.save()
	agreements.insert_clauses(name, texts.AGREEMENT_TEMPLATE)
	step(draft, "Send to Legal Check", "Ask for Approval")


def _sign_amendment() -> None:
	agreement = _amendment()
	for row in agreement.parties:
		cooperation.sign_agreement(agreement.name, row.name, "2017-06-26", "Paper")


def _invite_the_bakery() -> None:
	bakery = _stakeholder(texts.BAKERY)
	contact = next(row for row in partners.contacts_to_invite(_amendment().name) if row["stakeholder"] == bakery)
	change("Contact", contact["contact"], email_ids=[{"email_id": PARTNER.user, "is_primary": 1}])
	partners.invite_contact(bakery, contact["contact"])


def open_access(person: Person) -> None:
	"""Let an invited contact in, whose invitation would go out by mail."""
	tasks.open_partner_accesses()
	# The demo sends no mails: the invitation would wait for an account, and the way to the password with it.
	update_password(person.user, PASSWORD)
	get("Partner Access", email=person.user).record(user=person.user, status=ACTIVE).save()
	frappe.db.set_value("User", person.user, "language", "de")


def _report_fulfilment() -> None:
	agreement = _amendment()
	[row] = [row for row in agreement.duties if row.duty == texts.DUTIES[1]["duty"]]
	answers = {"fulfilled_on": "2017-06-28", "note": "Sechs Nachmittage mit der Backklasse (erfunden)"}
	partners.report_fulfilment(f"{agreement.name}|{row.name}", answers)


def _start_project() -> None:
	project = step(_project(), "Agree", "Start")
	cooperation.make_erpnext_project(project.name)


def _reach_milestone(index: int, day: str) -> None:
	project = _project()
	project.milestones[index].reached_on = day
	project.save()


def _fulfil_duty() -> None:
	agreement = _agreement()
	cooperation.fulfil_duty(agreement.name, agreement.duties[0].name, "2017-05-20", "Stand war aufgebaut (erfunden)")
	change("Cooperation Project", _project().name, participation=[dict(texts.PARTICIPATION)])


def _look_back_at_half_time() -> None:
	project = _project()
	for row, delivered in zip(project.partners, texts.DELIVERED, strict=True):
		row.update(delivered)
	project.append("indicators", dict(texts.INDICATOR_AT_HALF_TIME))
	project.save()
