"""A challenge group's meeting: the agenda holds what is open, once, in the order of need; votes where wanted."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import challenge_meeting as rules
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.domain.values import Problem

STATES = [value for name, value in vars(RequestState).items() if name.isupper()]
REQUESTS = st.lists(
	st.builds(
		rules.OpenRequest,
		st.sampled_from([f"SR-{number}" for number in range(9)]),
		st.just("Transporter"),
		st.sampled_from(STATES),
		st.none() | st.dates(),
	),
	unique_by=lambda one: one.name,
)


def request(name: str, state: str, needed_by: str | None = None) -> rules.OpenRequest:
	return rules.OpenRequest(name, name, state, datetime.date.fromisoformat(needed_by) if needed_by else None)


def test_new_requests_come_first_and_the_most_urgent_of_each():
	items = rules.agenda(
		[
			request("Fest", "Done"),
			request("Bus", "Accepted", "2016-07-01"),
			request("Raum", "Received"),
			request("Rat", "Received", "2016-06-01"),
			request("Stühle", "Brokered", "2016-05-01"),
			request("Alt", "Valued"),
		]
	)
	assert [(item.kind, item.topic) for item in items] == [
		("New Request", "Rat"),
		("New Request", "Raum"),
		("Open Request", "Bus"),
		("Under Way", "Stühle"),
		("To Be Valued", "Fest"),
	]


@given(REQUESTS, st.sets(st.sampled_from([f"SR-{number}" for number in range(9)])))
def test_every_open_request_stands_there_once_whatever_the_order(requests: list, listed: set):
	items = rules.agenda(requests, listed)
	assert items == rules.agenda(reversed(requests), listed)
	names = {one.name for one in requests if one.state in rules.KIND_OF_STATE} - listed
	assert sorted(item.request for item in items) == sorted(names)
	assert rules.check_agenda(items, {item.request for item in items}, "Planned", votes=True) is None


def test_a_request_stands_there_once_and_is_the_group_s():
	twice = [rules.Item("Other", "a", "SR-1"), rules.Item("Other", "b"), rules.Item("Other", "c", "SR-1")]
	assert rules.check_agenda(twice, {"SR-1"}, "Planned", votes=False) == Problem(
		rules.REQUEST_TWICE, ("1", "3", "SR-1")
	)
	assert rules.check_agenda(twice[:1], set(), "Planned", votes=False) == Problem(rules.FOREIGN_REQUEST, ("1", "SR-1"))


@pytest.mark.parametrize(
	("kind", "result", "cast", "status", "votes", "fits"),
	[
		("New Request", None, 0, "Held", False, True),
		("New Request", None, 0, "Planned", True, True),
		("New Request", None, 0, "Held", True, False),
		("New Request", "Adopted", 0, "Held", True, False),
		("New Request", None, 3, "Held", True, False),
		("New Request", "Adopted", 3, "Held", True, True),
		("New Request", "Postponed", 0, "Held", True, True),
		("Open Request", None, 0, "Held", True, True),
	],
)
def test_where_the_group_votes_a_new_request_gets_its_result(kind, result, cast, status, votes, fits):
	problem = rules.check_agenda([rules.Item(kind, "Bus", None, result, cast)], set(), status, votes=votes)
	assert problem == (None if fits else Problem(rules.NO_RESULT, ("1", "Bus")))


@pytest.mark.parametrize(
	("ended", "status", "is_new", "fits"),
	[
		(False, "Planned", True, True),
		(True, "Planned", True, False),
		(True, "Held", True, True),
		(True, "Planned", False, True),
	],
)
def test_a_group_that_has_ended_plans_no_meeting(ended, status, is_new, fits):
	assert (rules.check_group(ended, status, is_new) is None) == fits
