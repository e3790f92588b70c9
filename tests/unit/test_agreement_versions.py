"""Amendments of an agreement, and what two versions differ in."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import agreement_versions as rules
from upj_kooperation.domain.agreement_text import AgreementText, TextDuty, TextParty

START, END = date(2016, 6, 20), date(2017, 9, 30)
TOWN, BAKERY, SCHOOL = "Nienburg/Weser", "Backstube", "Schule"
TEXT = AgreementText(
	title="Nordertörtchen",
	parties=(TextParty(TOWN, "Municipality", "Erika Musterfrau"), TextParty(BAKERY, "Company", "Max Mustermann")),
	duties=(TextDuty(BAKERY, "Das Rezept entwickeln", date(2016, 7, 31)), TextDuty(TOWN, "Den Stand stellen")),
	clauses="<h3>§ 1 Ziel</h3><p>Gemeinsam &amp; fröhlich backen.</p><p>Der Erlös hilft.</p>",
	start=START,
	end=END,
)


@pytest.mark.parametrize(
	("state", "open_one", "message"),
	[
		("In Force", None, None),
		("In Force", "AGR-2", rules.AMENDED_ALREADY),
		("Signing", None, rules.NOT_IN_FORCE),
		("Expired", None, rules.NOT_IN_FORCE),
		("Replaced", "AGR-2", rules.NOT_IN_FORCE),
	],
)
def test_what_is_in_force_is_amended_once_at_a_time(state, open_one, message):
	problem = rules.check_amendable(state, open_one)
	assert (problem and problem.message) == message


@pytest.mark.parametrize(
	("subject", "day", "end", "expected"),
	[
		("Länger", date(2016, 6, 21), END, []),
		("Länger", END, END, []),
		("Länger", date(2030, 1, 1), None, []),
		("Länger", START, END, [rules.TOO_EARLY]),
		("Länger", date(2017, 10, 1), END, [rules.AFTER_THE_END]),
		(" ", date(2016, 6, 21), END, [rules.NO_SUBJECT]),
	],
)
def test_an_amendment_says_what_it_changes_and_holds_within_the_term(subject, day, end, expected):
	assert [problem.message for problem in rules.check_amendment(subject, day, START, end)] == expected


def test_the_earlier_one_ends_the_day_before():
	assert rules.replaced_on(date(2016, 3, 1)) == date(2016, 2, 29)
	assert rules.check_earlier("AGR-1", "In Force") is None
	assert rules.check_earlier("AGR-1", "Terminated").values == ("AGR-1", "Terminated")


def test_equal_versions_differ_in_nothing():
	assert rules.compare(TEXT, dataclasses.replace(TEXT, version=2, changes="Nichts")) == []


def test_each_kind_of_difference_is_told():
	after = dataclasses.replace(
		TEXT,
		end=date(2018, 9, 30),
		parties=(TEXT.parties[0], TextParty(SCHOOL, "School", "Lieschen Müller")),
		duties=(TextDuty(TOWN, "Den großen Stand stellen"), TextDuty(SCHOOL, "Verkaufen")),
		clauses="<h3>§ 1 Ziel</h3><p>Gemeinsam &amp; ernsthaft backen.</p><p>Der Erlös hilft.</p><p>Neu.</p>",
	)
	told = [(one.section, one.kind, one.about, one.parts) for one in rules.compare(TEXT, after)]
	assert told == [
		("end_date", "changed", "", ()),
		("parties", "removed", "", (("removed", BAKERY),)),
		("parties", "added", "", (("added", SCHOOL),)),
		("duties", "removed", BAKERY, (("removed", "Das Rezept entwickeln"),)),
		("duties", "changed", TOWN, (("same", "Den"), ("added", " großen"), ("same", " Stand stellen"))),
		("duties", "added", SCHOOL, (("added", "Verkaufen"),)),
		(
			"subject_matter",
			"changed",
			"",
			(("same", "Gemeinsam & "), ("removed", "fröhlich"), ("added", "ernsthaft"), ("same", " backen.")),
		),
		("subject_matter", "added", "", (("added", "Neu."),)),
	]


def test_a_moved_due_date_is_a_change_of_the_duty():
	after = dataclasses.replace(TEXT, duties=(TextDuty(BAKERY, "Das Rezept entwickeln", END), TEXT.duties[1]))
	(change,) = rules.compare(TEXT, after)
	assert (change.kind, change.before, change.after) == ("changed", date(2016, 7, 31), END)


DUTIES = st.lists(
	st.builds(TextDuty, st.sampled_from([TOWN, BAKERY]), st.sampled_from(["Backen", "Backen und verkaufen", "Fegen"]))
)


@given(DUTIES, DUTIES)
def test_no_duty_is_lost_or_told_twice(before, after):
	changes = [
		one
		for one in rules.compare(
			dataclasses.replace(TEXT, duties=tuple(before)), dataclasses.replace(TEXT, duties=tuple(after))
		)
		if one.section == "duties"
	]
	count = {kind: sum(1 for one in changes if one.kind == kind) for kind in ("added", "removed", "changed")}
	assert len(before) + count["added"] - count["removed"] == len(after)
	assert bool(changes) == (sorted(map(str, before)) != sorted(map(str, after)))
