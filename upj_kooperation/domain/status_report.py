"""What a status report says: plain rows of a programme area go in, chapters, facts and open questions come out (F42).

Nothing here is worded for a reader: values keep their type (`Word` is a term to translate, `Money` an amount in Euro,
`Hours` hours), and whoever shows them formats them.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from upj_kooperation.domain.status_report_rows import (
	Agreement,
	Application,
	Call,
	Fact,
	Gift,
	Group,
	Hours,
	Mandate,
	Milestone,
	Money,
	Partner,
	Project,
	Question,
	Records,
	Session,
	Span,
	Step,
	Word,
)

OCCASION = "Occasion and Assignment"
ADVICE = "Advice and Support"
GROUPS = "Working Groups and Fields of Action"
PARTNERS = "Stakeholders and Partners"
PROJECTS = "Cooperation Projects"
AGREEMENTS = "Cooperation Agreements"
GIFTS = "Sponsorships and Donations"
STEPS = "Next Steps"

FACT_PLACES = "Places of the project call {0}"
FACT_CALL_PERIOD = "Project period of the project call {0}"
FACT_APPLICATION = "Application for {0}"
FACT_SESSIONS = "Advisory sessions held in the reporting period ({0})"
FACT_HOURS = "Hours of advice in the reporting period ({0})"
FACT_SESSIONS_LEFT = "Sessions remaining of {1} agreed ({0})"
FACT_HOURS_LEFT = "Hours remaining of {1} agreed ({0})"
FACT_GROUP = "Working group {0}"
FACT_GAP = "Fields of action without a working group: {0}"
FACT_STAGE = "Stakeholders with the stage {0}"
FACT_WON = "Partner won: {0}"
FACT_PROJECT = "Cooperation project {0}"
FACT_MILESTONE_REACHED = "{0}: milestone reached: {1}"
FACT_MILESTONE_NEXT = "{0}: next milestone: {1}"
FACT_RESIDENTS = "{0}: residents who took part"
FACT_PLEDGED = "{0}: pledged by partners"
FACT_DELIVERED = "{0}: delivered by partners"
FACT_AGREEMENT = "{0}: in force since (parties: {1})"
FACT_GIFT_ACCEPTED = "{0}: accepted ({1})"
FACT_GIFT_RECEIVED = "{0}: received ({1})"
FACT_SUM_ACCEPTED = "Accepted in total: {0}"
FACT_SUM_RECEIVED = "Received in total: {0}"
FACT_STEP = "{0}"
FACT_PLANNED = "Advisory session: {0}"
FACT_FURTHER_STEPS = "Further open next steps"
FACT_FURTHER_PLANNED = "Further planned advisory sessions"

ASK_APPLICATION = "How is the application for {0} decided? Its state is: {1}."
ASK_GAP = "Who takes up the fields of action without a working group: {0}?"
ASK_QUOTA = "How does the advice go on? The mandate {0} is used up."
ASK_MILESTONE = "Why was the milestone {0} of the cooperation project {1}, due on {2}, not reached?"
ASK_GIFT = "Is {0} ({1}) accepted? The decision lies with: {2}."
ASK_GIFT_EARLY = "Is {0} ({1}) accepted? The deciding organ is not settled yet."
ASK_SIGNING = "When do all parties sign {0}?"
ASK_STEP = "Why is the next step {0}, due on {1}, still open?"

MESSAGES = (
	OCCASION,
	ADVICE,
	GROUPS,
	PARTNERS,
	PROJECTS,
	AGREEMENTS,
	GIFTS,
	STEPS,
	FACT_PLACES,
	FACT_CALL_PERIOD,
	FACT_APPLICATION,
	FACT_SESSIONS,
	FACT_HOURS,
	FACT_SESSIONS_LEFT,
	FACT_HOURS_LEFT,
	FACT_GROUP,
	FACT_GAP,
	FACT_STAGE,
	FACT_WON,
	FACT_PROJECT,
	FACT_MILESTONE_REACHED,
	FACT_MILESTONE_NEXT,
	FACT_RESIDENTS,
	FACT_PLEDGED,
	FACT_DELIVERED,
	FACT_AGREEMENT,
	FACT_GIFT_ACCEPTED,
	FACT_GIFT_RECEIVED,
	FACT_SUM_ACCEPTED,
	FACT_SUM_RECEIVED,
	FACT_PLANNED,
	FACT_FURTHER_STEPS,
	FACT_FURTHER_PLANNED,
	ASK_APPLICATION,
	ASK_GAP,
	ASK_QUOTA,
	ASK_MILESTONE,
	ASK_GIFT,
	ASK_GIFT_EARLY,
	ASK_SIGNING,
	ASK_STEP,
)

STAGES = ("Identified", "Contacted", "Interested", "In Talks", "Engaged", "Dormant", "Ended")
WON = "Engaged"
UNDECIDED = ("Handed In", "Under Review", "Shortlisted", "Waitlisted")
ACCEPTED = ("Accepted", "Received", "Closed")
OFFERED = ("Offered", "Kind Decided", "Conflict Check", "To Be Accepted")
OVER = ("Completed", "Transferred", "Abandoned")
NEVER_BEGUN = ("Abandoned",)
LAST_SESSIONS = 8
# The council reads the most urgent ones; the rest is a number.
STEPS_LISTED = 40


@dataclass(frozen=True)
class KindSum:
	"""Gifts of one kind: how many, and what they come to; hours: None where no time was given."""

	kind: Word
	count: int
	amount: Money
	hours: Hours | None = None


@dataclass(frozen=True)
class MandateBalance:
	"""What a mandate allows, what was used in the period, and what is left."""

	title: str
	sessions: int
	hours: Hours
	quota_sessions: int
	quota_hours: Hours
	sessions_remaining: int
	hours_remaining: Hours


@dataclass(frozen=True)
class ProjectLine:
	"""A project as the report tells it."""

	title: str
	state: Word
	field_of_action: str
	partners: tuple[str, ...]
	reached: tuple[Milestone, ...]
	coming: Milestone | None
	residents: int
	pledged: tuple[Money | Hours, ...] = ()
	delivered: tuple[Money | Hours, ...] = ()


@dataclass(frozen=True)
class Report:
	"""Chapters in the order in which a council reads them, with their facts and open questions."""

	town: str
	title: str
	subject: str
	period: Span
	today: datetime.date
	is_empty: bool
	calls: tuple[Call, ...]
	applications: tuple[Application, ...]
	sessions_held: int
	hours_held: Hours
	last_sessions: tuple[Session, ...]
	mandates: tuple[MandateBalance, ...]
	groups: int
	covered: tuple[str, ...]
	gaps: tuple[str, ...]
	stakeholders: int
	stages: tuple[tuple[Word, int], ...]
	won: tuple[str, ...]
	projects: tuple[ProjectLine, ...]
	agreements: tuple[Agreement, ...]
	accepted: tuple[KindSum, ...]
	received: tuple[KindSum, ...]
	accepted_total: Money
	received_total: Money
	planned: tuple[Session, ...]
	further_planned: int
	steps: tuple[Step, ...]
	further_steps: int
	facts: tuple[Fact, ...] = ()
	questions: tuple[Question, ...] = ()


def draft(records: Records) -> Report:
	"""Return the report that `records` give for their period."""
	period = records.period
	titles = {call.name: call.title for call in records.calls}
	held = [row for row in records.sessions if row.status == "Held" and period.has(row.day)]
	planned = [row for row in records.sessions if row.status == "Planned" and row.day >= records.today]
	groups = [row for row in records.groups if row.state == "Active"]
	projects = [row for row in records.projects if period.meets(row.start, row.end) and row.state not in NEVER_BEGUN]
	agreements = [
		row
		for row in records.agreements
		if row.state == "In Force" and row.in_force_since and row.in_force_since <= period.end
	]
	accepted = [row for row in records.gifts if row.state in ACCEPTED and period.has(row.decided_on)]
	received = [row for row in records.gifts if period.has(row.received_on)]
	steps = sorted((row for row in records.steps if not row.done), key=lambda row: (row.due, row.text))
	stages = Counter(row.stage for row in records.partners)
	won = [row for row in records.partners if row.stage == WON and period.has(row.stage_since)]
	gaps = uncovered(records.fields_of_action, (row.field_of_action for row in groups))
	accepted_sums, received_sums = sums_by_kind(accepted), sums_by_kind(received, as_received=True)
	report = Report(
		town=records.town,
		title=records.title,
		subject=records.subject,
		period=period,
		today=records.today,
		is_empty=records.is_empty,
		calls=records.calls,
		applications=records.applications,
		sessions_held=len(held),
		hours_held=Hours(sum((row.hours for row in held), Decimal(0))),
		last_sessions=tuple(sorted(held, key=lambda row: row.day)[-LAST_SESSIONS:]),
		mandates=tuple(_balance(row, held) for row in records.mandates),
		groups=len(groups),
		covered=tuple(sorted({row.field_of_action for row in groups})),
		gaps=gaps if groups else (),
		stakeholders=len(records.partners),
		stages=tuple((Word(stage), stages[stage]) for stage in reversed(STAGES) if stages[stage]),
		won=tuple(row.title for row in won),
		projects=tuple(_project_line(row, period) for row in projects),
		agreements=tuple(agreements),
		accepted=accepted_sums,
		received=received_sums,
		accepted_total=Money(sum((row.amount for row in accepted_sums), Decimal(0))),
		received_total=Money(sum((row.amount for row in received_sums), Decimal(0))),
		planned=tuple(sorted(planned, key=lambda row: row.day)[:STEPS_LISTED]),
		further_planned=max(len(planned) - STEPS_LISTED, 0),
		steps=tuple(steps[:STEPS_LISTED]),
		further_steps=max(len(steps) - STEPS_LISTED, 0),
	)
	facts = (
		*_occasion_facts(records, titles),
		*_advice_facts(records, held),
		*_group_facts(records, groups, report.gaps),
		*_partner_facts(records, report, won),
		*_project_facts(projects, period),
		*_agreement_facts(agreements),
		*_gift_facts(report, accepted, received),
		*_step_facts(report),
	)
	return replace(report, facts=facts, questions=tuple(_questions(records, report, titles)))


def uncovered(fields_of_action: Iterable[str], covered: Iterable[str]) -> tuple[str, ...]:
	"""Return the fields of action that no working group covers, in alphabetical order."""
	return tuple(sorted(set(fields_of_action) - set(covered)))


def sums_by_kind(gifts: Iterable[Gift], as_received: bool = False) -> tuple[KindSum, ...]:
	"""Return what gifts come to for each kind, the greatest sum first.

	as_received: count the amounts that came in, not those that were accepted.
	"""
	rows: dict[str, list[Gift]] = {}
	for gift in gifts:
		rows.setdefault(gift.kind or "Other", []).append(gift)
	sums = [
		KindSum(
			kind=Word(kind),
			count=len(row),
			amount=Money(sum((gift.received_amount if as_received else gift.amount for gift in row), Decimal(0))),
			hours=Hours(sum((gift.hours for gift in row), Decimal(0))) or None,
		)
		for kind, row in rows.items()
	]
	return tuple(sorted(sums, key=lambda row: (-row.amount, row.kind)))


def next_milestone(milestones: Iterable[Milestone]) -> Milestone | None:
	"""Return the earliest milestone that is not reached yet."""
	return min((row for row in milestones if not row.reached), key=lambda row: row.due, default=None)


def _balance(mandate: Mandate, held: list[Session]) -> MandateBalance:
	own = [row for row in held if row.mandate == mandate.name]
	return MandateBalance(
		title=mandate.title,
		sessions=len(own),
		hours=Hours(sum((row.hours for row in own), Decimal(0))),
		quota_sessions=mandate.quota_sessions,
		quota_hours=Hours(mandate.quota_hours),
		sessions_remaining=mandate.sessions_remaining,
		hours_remaining=Hours(mandate.hours_remaining),
	)


def _project_line(project: Project, period: Span) -> ProjectLine:
	return ProjectLine(
		title=project.title,
		state=Word(project.state),
		field_of_action=project.field_of_action,
		partners=project.partners,
		reached=_reached(project, period),
		coming=_coming(project),
		residents=_residents(project, period),
		pledged=_both(project.pledged, project.pledged_hours),
		delivered=_both(project.delivered, project.delivered_hours),
	)


def _both(amount: Decimal, hours: Decimal) -> tuple[Money | Hours, ...]:
	return tuple(figure for figure in (Money(amount), Hours(hours)) if figure)


def _reached(project: Project, period: Span) -> tuple[Milestone, ...]:
	rows = (row for row in project.milestones if period.has(row.reached))
	return tuple(sorted(rows, key=lambda row: (row.reached, row.title)))


def _coming(project: Project) -> Milestone | None:
	return None if project.state in OVER else next_milestone(project.milestones)


def _residents(project: Project, period: Span) -> int:
	return sum(count for day, count in project.participation if period.has(day))


def _occasion_facts(records: Records, titles: dict[str, str]) -> list[Fact]:
	facts = []
	for call in records.calls:
		facts.append(Fact(Word(OCCASION), FACT_PLACES, (call.title,), call.places, "Project Call", call.name))
		if call.period:
			facts.append(Fact(Word(OCCASION), FACT_CALL_PERIOD, (call.title,), call.period, "Project Call", call.name))
	for row in records.applications:
		title = titles.get(row.call, row.call)
		facts.append(Fact(Word(OCCASION), FACT_APPLICATION, (title,), Word(row.state), "Call Application", row.name))
	return facts


def _advice_facts(records: Records, held: list[Session]) -> list[Fact]:
	facts = []
	for mandate in records.mandates:
		balance = _balance(mandate, held)
		for message, values, figure in (
			(FACT_SESSIONS, (mandate.title,), balance.sessions),
			(FACT_HOURS, (mandate.title,), balance.hours),
			(FACT_SESSIONS_LEFT, (mandate.title, balance.quota_sessions), balance.sessions_remaining),
			(FACT_HOURS_LEFT, (mandate.title, balance.quota_hours), balance.hours_remaining),
		):
			facts.append(Fact(Word(ADVICE), message, values, figure, "Advisory Mandate", mandate.name))
	return facts


def _group_facts(records: Records, groups: list[Group], gaps: tuple[str, ...]) -> list[Fact]:
	facts = [
		Fact(Word(GROUPS), FACT_GROUP, (row.title,), row.field_of_action, "Working Group", row.name) for row in groups
	]
	if gaps:
		facts.append(Fact(Word(GROUPS), FACT_GAP, (", ".join(gaps),), len(gaps), records.subject, records.key))
	return facts


def _partner_facts(records: Records, report: Report, won: list[Partner]) -> list[Fact]:
	return [
		*(
			Fact(Word(PARTNERS), FACT_STAGE, (stage,), count, records.subject, records.key, part=stage)
			for stage, count in report.stages
		),
		*(Fact(Word(PARTNERS), FACT_WON, (row.title,), row.stage_since, "Stakeholder", row.name) for row in won),
	]


def _project_facts(projects: list[Project], period: Span) -> list[Fact]:
	facts = []
	for row in projects:
		source = ("Cooperation Project", row.name)
		facts.append(Fact(Word(PROJECTS), FACT_PROJECT, (row.title,), Word(row.state), *source))
		for milestone in _reached(row, period):
			values = (row.title, milestone.title)
			facts.append(
				Fact(Word(PROJECTS), FACT_MILESTONE_REACHED, values, milestone.reached, *source, milestone.title)
			)
		if coming := _coming(row):
			facts.append(Fact(Word(PROJECTS), FACT_MILESTONE_NEXT, (row.title, coming.title), coming.due, *source))
		if residents := _residents(row, period):
			facts.append(Fact(Word(PROJECTS), FACT_RESIDENTS, (row.title,), residents, *source))
		for message, figure in (
			(FACT_PLEDGED, Money(row.pledged)),
			(FACT_PLEDGED, Hours(row.pledged_hours)),
			(FACT_DELIVERED, Money(row.delivered)),
			(FACT_DELIVERED, Hours(row.delivered_hours)),
		):
			if figure:
				facts.append(Fact(Word(PROJECTS), message, (row.title,), figure, *source, type(figure).__name__))
	return facts


def _agreement_facts(agreements: list[Agreement]) -> list[Fact]:
	return [
		Fact(
			Word(AGREEMENTS),
			FACT_AGREEMENT,
			(row.title, ", ".join(row.parties)),
			row.in_force_since,
			"Cooperation Agreement",
			row.name,
		)
		for row in agreements
	]


def _gift_facts(report: Report, accepted: list[Gift], received: list[Gift]) -> list[Fact]:
	facts = [
		Fact(Word(GIFTS), FACT_GIFT_ACCEPTED, (row.title, Word(row.kind)), _worth(row), "Sponsorship", row.name)
		for row in accepted
	]
	for row in received:
		values = (row.title, Word(row.kind))
		amount = Money(row.received_amount)
		facts.append(Fact(Word(GIFTS), FACT_GIFT_RECEIVED, values, amount, "Sponsorship", row.name))
	for message, sums in ((FACT_SUM_ACCEPTED, report.accepted), (FACT_SUM_RECEIVED, report.received)):
		facts += [Fact(Word(GIFTS), message, (row.kind,), row.amount, part=row.kind) for row in sums if row.amount]
	return facts


def _worth(gift: Gift) -> Money | Hours:
	return Money(gift.amount) if gift.amount or not gift.hours else Hours(gift.hours)


def _step_facts(report: Report) -> list[Fact]:
	return [
		*(
			Fact(Word(STEPS), FACT_STEP, (row.text,), row.due, "Advisory Session", row.session, row.text)
			for row in report.steps
		),
		*(
			Fact(Word(STEPS), FACT_PLANNED, (row.subject,), row.day, "Advisory Session", row.name)
			for row in report.planned
		),
		*(
			Fact(Word(STEPS), message, figure=further)
			for message, further in (
				(FACT_FURTHER_STEPS, report.further_steps),
				(FACT_FURTHER_PLANNED, report.further_planned),
			)
			if further
		),
	]


def _questions(records: Records, report: Report, titles: dict[str, str]) -> Iterable[Question]:
	for row in records.applications:
		if row.state in UNDECIDED:
			yield Question(ASK_APPLICATION, (titles.get(row.call, row.call), Word(row.state)))
	if report.gaps:
		yield Question(ASK_GAP, (", ".join(report.gaps),))
	for row in records.mandates:
		used_up = (row.quota_sessions and row.sessions_remaining <= 0) or (row.quota_hours and row.hours_remaining <= 0)
		if row.status == "Active" and used_up:
			yield Question(ASK_QUOTA, (row.title,))
	for row in records.projects:
		coming = _coming(row)
		if coming and coming.due < records.today:
			yield Question(ASK_MILESTONE, (coming.title, row.title, coming.due))
	for row in records.agreements:
		if row.state == "Signing":
			yield Question(ASK_SIGNING, (row.title,))
	for row in records.gifts:
		if row.state in OFFERED:
			values = (row.title, _worth(row))
			if row.deciding_organ:
				yield Question(ASK_GIFT, (*values, Word(row.deciding_organ)))
			else:
				yield Question(ASK_GIFT_EARLY, values)
	for row in report.steps:
		if row.due < records.today:
			yield Question(ASK_STEP, (row.text, row.due))
