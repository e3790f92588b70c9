"""Who gets which version of an invitation, and when it is withdrawn."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import invitation as rules
from upj_kooperation.domain.invitation import Mailing, Slot
from upj_kooperation.domain.session import SessionStatus

SLOT = Slot("Auftakt", date(2016, 8, 1), time(9, 30), Decimal("1.50"), "On Site", "Rathaus")
ADDRESSES = st.sampled_from(["a@x.example", "b@x.example", "c@x.example", "d@x.example"])


@pytest.mark.parametrize(
	("status", "day", "message"),
	[
		(SessionStatus.PLANNED, date(2016, 7, 1), None),
		(SessionStatus.PLANNED, date(2016, 6, 30), rules.IN_THE_PAST),
		(SessionStatus.HELD, date(2016, 7, 1), rules.NOT_PLANNED),
		(SessionStatus.CANCELLED, date(2016, 7, 2), rules.NOT_PLANNED),
	],
)
def test_only_a_coming_planned_session_is_invited_to(status: str, day: date, message: str | None):
	problem = rules.check_invitable(status, day, date(2016, 7, 1))
	assert (problem.message if problem else None) == message


def test_the_first_version_goes_to_everybody_with_an_address():
	mailing = rules.plan_mailing(SLOT, None, 0, {}, [" A@X.example", None, "", "a@x.example", "b@x.example"])
	assert mailing == Mailing(1, ("a@x.example", "b@x.example"), ())


def test_what_an_invitation_does_not_say_changes_nothing():
	assert SLOT.says == replace(SLOT, hours=Decimal("1.5")).says
	mailing = rules.plan_mailing(SLOT, SLOT.says, 1, {"a@x.example": 1}, ["a@x.example"])
	assert mailing == Mailing(1)
	assert rules.check_mailing(mailing, ["a@x.example"]).message == rules.ALL_INVITED
	assert rules.check_mailing(mailing, [None, " "]).message == rules.NOBODY_TO_INVITE


@pytest.mark.parametrize(
	"change",
	[
		{"subject": "Abschluss"},
		{"day": date(2016, 8, 2)},
		{"start": time(9, 31)},
		{"start": None},
		{"hours": Decimal("1.25")},
		{"mode": "Online"},
		{"location": "Schule"},
	],
)
def test_whatever_it_says_raises_the_version(change: dict):
	mailing = rules.plan_mailing(replace(SLOT, **change), SLOT.says, 3, {"a@x.example": 3}, ["a@x.example"])
	assert mailing == Mailing(4, ("a@x.example",), ())


@given(st.dictionaries(ADDRESSES, st.integers(1, 5)), st.lists(ADDRESSES), st.integers(0, 5), st.booleans())
def test_after_a_mailing_everybody_has_the_current_version_once(invited: dict, wanted: list, version: int, same: bool):
	version = max([version, *invited.values()])
	mailing = rules.plan_mailing(SLOT, SLOT.says if same else None, version, invited, wanted)
	assert not set(mailing.invite) & set(mailing.withdraw)
	after = {address: have for address, have in invited.items() if address not in mailing.withdraw}
	after |= dict.fromkeys(mailing.invite, mailing.version)
	assert after == dict.fromkeys(wanted, mailing.version)
	again = rules.plan_mailing(SLOT, SLOT.says, mailing.version, after, wanted)
	assert (again.invite, again.withdraw) == ((), ())


@pytest.mark.parametrize(
	("hours", "end"),
	[("0", datetime(2016, 8, 1, 10, 30)), ("0.25", datetime(2016, 8, 1, 9, 45)), ("16", datetime(2016, 8, 2, 1, 30))],
)
def test_an_entry_ends_after_its_hours(hours: str, end: datetime):
	assert replace(SLOT, hours=Decimal(hours)).end == end


def test_without_a_time_it_takes_the_day():
	assert (replace(SLOT, start=None).begin, replace(SLOT, start=None).end) == (None, None)


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)}
	assert texts == set(rules.MESSAGES)
