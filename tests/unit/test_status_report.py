"""What a status report says about a period: which rows count, what they come to, what they leave open."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import status_report as rules
from upj_kooperation.domain.status_report_rows import (
	Agreement,
	Application,
	Call,
	Gift,
	Group,
	Hours,
	Mandate,
	Milestone,
	Money,
	Partner,
	Project,
	Records,
	Session,
	Span,
	Step,
	Word,
)

D = datetime.date
PERIOD = Span(D(2016, 1, 1), D(2016, 3, 31))
NOTHING = Records(town="Nienburg/Weser", key="PA-1", title="Nordertor", period=PERIOD, today=D(2016, 4, 1))
BEFORE, FIRST, LAST, AFTER = D(2015, 12, 31), D(2016, 1, 1), D(2016, 3, 31), D(2016, 4, 1)


def report(**rows):
	return rules.draft(replace(NOTHING, **rows))


def facts(drafted, message):
	return [(fact.values, fact.figure) for fact in drafted.facts if fact.message == message]


def asked(drafted, message):
	return [question.values for question in drafted.questions if question.message == message]


def test_without_records_there_is_nothing_to_report():
	drafted = report()
	assert drafted.is_empty and not drafted.facts and not drafted.questions
	assert drafted.accepted_total == 0 and drafted.sessions_held == 0


@pytest.mark.parametrize(
	("day", "inside"), [(BEFORE, False), (FIRST, True), (LAST, True), (AFTER, False), (None, False)]
)
def test_both_days_of_a_span_belong_to_it(day, inside):
	assert PERIOD.has(day) is inside


@pytest.mark.parametrize(
	("start", "end", "meets"),
	[
		(None, None, True),
		(None, FIRST, True),
		(None, BEFORE, False),
		(LAST, None, True),
		(AFTER, None, False),
		(BEFORE, AFTER, True),
	],
)
def test_what_runs_within_a_span(start, end, meets):
	assert PERIOD.meets(start, end) is meets


def test_sessions_of_the_period_count_and_their_mandate_shows_what_is_left():
	mandate = Mandate("MAN-1", "Beratung", 6, Decimal(30), 4, Decimal("22.5"))
	sessions = (
		Session("S1", "MAN-1", "davor", BEFORE, "Held", Decimal(8)),
		Session("S2", "MAN-1", "erster", FIRST, "Held", Decimal("3.5")),
		Session("S3", "MAN-1", "letzter", LAST, "Held", Decimal(4)),
		Session("S4", "MAN-1", "danach", AFTER, "Held", Decimal(8)),
		Session("S5", "MAN-1", "geplant", D(2016, 4, 20), "Planned"),
		Session("S6", "MAN-1", "versäumt", LAST, "Planned"),
		Session("S7", "MAN-2", "fremd", LAST, "Held", Decimal(1)),
	)
	drafted = report(mandates=(mandate,), sessions=sessions)
	assert (drafted.sessions_held, drafted.hours_held) == (3, Hours("8.5"))
	assert facts(drafted, rules.FACT_SESSIONS) == [(("Beratung",), 2)]
	assert facts(drafted, rules.FACT_HOURS) == [(("Beratung",), Hours("7.5"))]
	assert facts(drafted, rules.FACT_SESSIONS_LEFT) == [(("Beratung", 6), 4)]
	assert facts(drafted, rules.FACT_HOURS_LEFT) == [(("Beratung", Hours(30)), Hours("22.5"))]
	assert facts(drafted, rules.FACT_PLANNED) == [(("geplant",), D(2016, 4, 20))]
	assert asked(drafted, rules.ASK_QUOTA) == []


@pytest.mark.parametrize(
	("sessions", "hours", "status", "asks"),
	[(0, 5, "Active", True), (3, 0, "Active", True), (1, 1, "Active", False), (0, 0, "Completed", False)],
)
def test_a_used_up_mandate_is_an_open_question(sessions, hours, status, asks):
	mandate = Mandate("MAN-1", "Beratung", 6, Decimal(30), sessions, Decimal(hours), status)
	assert bool(asked(report(mandates=(mandate,)), rules.ASK_QUOTA)) is asks


def test_a_quota_of_nothing_is_no_quota():
	assert not asked(report(mandates=(Mandate("MAN-1", "Beratung"),)), rules.ASK_QUOTA)


def test_only_the_latest_sessions_are_told():
	sessions = tuple(
		Session(f"S{day}", "M", f"Termin {day}", D(2016, 1, day), "Held", Decimal(1)) for day in range(20, 0, -1)
	)
	drafted = report(sessions=sessions)
	assert [row.day.day for row in drafted.last_sessions] == list(range(13, 21))
	assert drafted.sessions_held == 20


def test_the_economy_is_missing():
	fields = ("Soziales", "Wohnumfeld", "Verkehr", "Jugend", "Wirtschaft")
	groups = tuple(Group(f"WG-{name}", f"AG {name}", name) for name in fields[:4])
	drafted = report(groups=groups, fields_of_action=fields)
	assert drafted.covered == ("Jugend", "Soziales", "Verkehr", "Wohnumfeld")
	assert drafted.gaps == ("Wirtschaft",)
	assert facts(drafted, rules.FACT_GAP) == [(("Wirtschaft",), 1)]
	assert asked(drafted, rules.ASK_GAP) == [("Wirtschaft",)]


@pytest.mark.parametrize("state", ["Dormant", "Closed"])
def test_a_group_that_does_not_work_covers_nothing(state):
	groups = (Group("WG-1", "AG Verkehr", "Verkehr"), Group("WG-2", "AG Jugend", "Jugend", state))
	drafted = report(groups=groups, fields_of_action=("Jugend", "Verkehr"))
	assert (drafted.groups, drafted.gaps) == (1, ("Jugend",))


def test_partners_by_stage_and_those_won_in_the_period():
	partners = (
		Partner("1", "Bäckerei", "Engaged", LAST),
		Partner("2", "Schule", "Engaged", BEFORE),
		Partner("3", "Autohaus", "Contacted", LAST),
	)
	drafted = report(partners=partners)
	assert drafted.stages == (("Engaged", 2), ("Contacted", 1))
	assert drafted.won == ("Bäckerei",)
	assert facts(drafted, rules.FACT_WON) == [(("Bäckerei",), LAST)]


@pytest.mark.parametrize(
	("start", "end", "state", "told"),
	[
		(LAST, None, "Running", True),
		(AFTER, None, "Idea", False),
		(None, BEFORE, "Completed", False),
		(None, FIRST, "Completed", True),
		(None, None, "Abandoned", False),
	],
)
def test_projects_of_the_period(start, end, state, told):
	project = Project("COP-1", "Nordertörtchen", state, start=start, end=end)
	assert bool(report(projects=(project,)).projects) is told


def test_a_project_shows_what_was_reached_what_comes_and_who_took_part():
	project = Project(
		"COP-1",
		"Nordertörtchen",
		"Running",
		"Wirtschaft",
		milestones=(
			Milestone("Verkauf", D(2016, 5, 1)),
			Milestone("Konzept", D(2016, 3, 20)),
			Milestone("Rezept", FIRST, LAST),
			Milestone("Idee", BEFORE, BEFORE),
		),
		participation=((FIRST, 20), (LAST, 15), (AFTER, 7)),
	)
	drafted = report(projects=(project,))
	line = drafted.projects[0]
	assert [row.title for row in line.reached] == ["Rezept"]
	assert line.coming.title == "Konzept"
	assert line.residents == 35
	assert asked(drafted, rules.ASK_MILESTONE) == [("Konzept", "Nordertörtchen", D(2016, 3, 20))]


@pytest.mark.parametrize(("due", "asks"), [(LAST, True), (AFTER, False)])
def test_a_milestone_is_late_from_the_day_after_it_was_due(due, asks):
	project = Project("COP-1", "Nordertörtchen", "Running", milestones=(Milestone("Verkauf", due),))
	assert bool(asked(report(projects=(project,)), rules.ASK_MILESTONE)) is asks


@pytest.mark.parametrize("state", ["Completed", "Transferred"])
def test_a_finished_project_has_no_next_milestone(state):
	project = Project("COP-1", "Nordertörtchen", state, milestones=(Milestone("Verkauf", FIRST),))
	drafted = report(projects=(project,))
	assert drafted.projects[0].coming is None and not drafted.questions


@pytest.mark.parametrize(
	("state", "since", "told"),
	[("In Force", LAST, True), ("In Force", AFTER, False), ("In Force", None, False), ("Signing", None, False)],
)
def test_agreements_in_force(state, since, told):
	drafted = report(agreements=(Agreement("AGR-1", "Vereinbarung", state, since, ("Stadt", "Bäckerei")),))
	assert bool(drafted.agreements) is told
	assert facts(drafted, rules.FACT_AGREEMENT) == ([(("Vereinbarung", "Stadt, Bäckerei"), since)] if told else [])
	assert bool(asked(drafted, rules.ASK_SIGNING)) is (state == "Signing")


def test_gifts_are_summed_by_kind_for_acceptance_and_for_receipt():
	gifts = (
		Gift("1", "A", "Money Donation", "Received", Decimal("1500.10"), decided_on=LAST, received_on=AFTER),
		Gift("2", "B", "Money Donation", "Closed", Decimal("0.20"), Decimal(0), FIRST, LAST, Decimal("0.15")),
		Gift("3", "C", "Sponsoring", "Accepted", Decimal(640), decided_on=FIRST),
		Gift("4", "D", "Sponsoring", "Accepted", Decimal(9), decided_on=BEFORE),
		Gift("5", "E", "Corporate Volunteering", "Accepted", hours=Decimal(36), decided_on=LAST),
		Gift("6", "F", "In-kind Donation", "To Be Accepted", Decimal(210), deciding_organ="Council"),
		Gift("7", "G", "", "Offered", Decimal(5)),
	)
	drafted = report(gifts=gifts)
	assert [(row.kind, row.count, row.amount, row.hours) for row in drafted.accepted] == [
		("Money Donation", 2, Money("1500.30"), None),
		("Sponsoring", 1, Money(640), None),
		("Corporate Volunteering", 1, Money(0), Hours(36)),
	]
	assert drafted.accepted_total == Decimal("2140.30")
	assert [(row.kind, row.amount) for row in drafted.received] == [("Money Donation", Money("0.15"))]
	assert (("E", "Corporate Volunteering"), Hours(36)) in facts(drafted, rules.FACT_GIFT_ACCEPTED)
	assert asked(drafted, rules.ASK_GIFT) == [("F", Money(210), Word("Council"))]
	assert asked(drafted, rules.ASK_GIFT_EARLY) == [("G", Money(5))]


@given(st.lists(st.tuples(st.sampled_from(["Money Donation", "Sponsoring", ""]), st.decimals(0, 10**9, places=2))))
def test_sums_by_kind_lose_no_cent(rows):
	gifts = [Gift(str(place), "x", kind, "Accepted", amount) for place, (kind, amount) in enumerate(rows)]
	sums = rules.sums_by_kind(gifts)
	assert sum(row.amount for row in sums) == sum(amount for _kind, amount in rows)
	assert sum(row.count for row in sums) == len(rows)
	assert [row.amount for row in sums] == sorted((row.amount for row in sums), reverse=True)


@pytest.mark.parametrize(
	("state", "open_"), [("Handed In", True), ("Waitlisted", True), ("Selected", False), ("Draft", False)]
)
def test_an_undecided_application_is_an_open_question(state, open_):
	drafted = report(
		calls=(Call("CALL-1", "Soziale Stadt", places=10, period=PERIOD),),
		applications=(Application("APP-1", "CALL-1", state, FIRST),),
	)
	assert facts(drafted, rules.FACT_APPLICATION) == [(("Soziale Stadt",), state)]
	assert facts(drafted, rules.FACT_PLACES) == [(("Soziale Stadt",), 10)]
	assert facts(drafted, rules.FACT_CALL_PERIOD) == [(("Soziale Stadt",), PERIOD)]
	assert bool(asked(drafted, rules.ASK_APPLICATION)) is open_


def test_open_steps_come_by_date_and_overdue_ones_are_asked_for():
	steps = (
		Step("S1", "später", D(2016, 5, 1)),
		Step("S1", "überfällig", LAST),
		Step("S1", "erledigt", FIRST, done=True),
		Step("S1", "heute", AFTER),
	)
	drafted = report(sessions=(Session("S1", "M", "Termin", FIRST, "Held"),), steps=steps)
	assert [row.text for row in drafted.steps] == ["überfällig", "heute", "später"]
	assert asked(drafted, rules.ASK_STEP) == [("überfällig", LAST)]


def test_every_fact_stands_in_a_chapter_and_names_its_record():
	drafted = report(
		calls=(Call("CALL-1", "Aufruf", places=10),),
		groups=(Group("WG-1", "AG", "Soziales"),),
		partners=(Partner("1", "Bäckerei", "Engaged", FIRST),),
		gifts=(Gift("GIFT-1", "Spende", "Money Donation", "Accepted", Decimal(10), decided_on=FIRST),),
	)
	chapters = rules.MESSAGES[:8]
	places = [chapters.index(fact.chapter) for fact in drafted.facts]
	assert places == sorted(places)
	sums = (rules.FACT_SUM_ACCEPTED, rules.FACT_SUM_RECEIVED)
	assert all(fact.source_name for fact in drafted.facts if fact.message not in sums)


def test_all_messages_are_listed():
	named = {value for name, value in vars(rules).items() if name.startswith(("FACT_", "ASK_"))} - {rules.FACT_STEP}
	assert named <= set(rules.MESSAGES)
