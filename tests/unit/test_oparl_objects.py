"""What is read from OParl objects as servers really send them: with fields missing, wrong, removed."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import oparl as rules
from upj_kooperation.domain.oparl import AgendaItem, Consultation, Meeting, Result

RIS = "https://ris.example/oparl"
JSON = st.recursive(
	st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
	lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
	max_leaves=12,
)
FIELDS = [
	"id",
	"type",
	"data",
	"links",
	"next",
	"reference",
	"name",
	"deleted",
	"consultation",
	"agendaItem",
	"meeting",
	"role",
	"authoritative",
	"mainFile",
	"auxiliaryFile",
	"accessUrl",
	"result",
	"resolutionText",
	"start",
	"meetingState",
	"cancelled",
	"modified",
	"paper",
	"body",
]
OBJECTS = st.dictionaries(st.sampled_from(FIELDS), JSON | st.just(f"{RIS}/paper/1"), max_size=12)


def test_a_whole_paper():
	paper = rules.read_paper(
		{
			"id": f"{RIS}/paper/1",
			"reference": " 5/014/2016 ",
			"name": "Sachstandsbericht",
			"modified": "2016-04-06T08:00:00+02:00",
			"mainFile": {"name": "Vorlage", "accessUrl": f"{RIS}/file/1", "downloadUrl": f"{RIS}/file/1/load"},
			"auxiliaryFile": [{"id": f"{RIS}/file/2"}, {"id": f"{RIS}/file/3", "deleted": True}, f"{RIS}/file/4"],
			"consultation": [
				{"agendaItem": f"{RIS}/item/1", "meeting": f"{RIS}/meeting/1", "role": "Vorberatung"},
				{"agendaItem": {"id": f"{RIS}/item/2"}, "authoritative": True},
				{"agendaItem": f"{RIS}/item/3", "deleted": True},
			],
		}
	)
	assert (paper.reference, paper.name, paper.deleted) == ("5/014/2016", "Sachstandsbericht", False)
	assert [url for _name, url in paper.files] == [f"{RIS}/file/{number}" for number in (1, 2, 4)]
	first, second = paper.consultations
	assert first == Consultation(f"{RIS}/item/1", f"{RIS}/meeting/1", "Vorberatung")
	assert rules.in_order(paper) == [second, first]


def test_of_two_that_decide_the_later_one_comes_first():
	rows = tuple(Consultation(f"{RIS}/item/{number}", authoritative=number < 2) for number in range(3))
	ordered = rules.in_order(rules.Paper("x", consultations=rows))
	assert [row.agenda_item[-1] for row in ordered] == ["1", "0", "2"]


def test_id_and_type_alone_are_enough():
	assert rules.read_paper({"id": f"{RIS}/paper/1", "type": "Paper"}) == rules.Paper(f"{RIS}/paper/1")
	assert rules.read_paper({"id": f"{RIS}/paper/1", "deleted": True}).deleted
	assert not rules.read_paper({"id": f"{RIS}/paper/1", "deleted": "true"}).deleted


@given(JSON | OBJECTS)
def test_no_answer_breaks_the_reading(data: Any):
	rules.kind(data)
	rules.read_agenda_item(data)
	rules.read_meeting(data)
	paper, page = rules.read_paper(data), rules.read_page(data, RIS)
	assert paper is None or not rules.check_address(paper.id)
	for row in paper.consultations if paper else ():
		assert all(url is None or not rules.check_address(url) for url in (row.agenda_item, row.meeting))
	if page:
		assert all(isinstance(row, dict) for row in page.objects)
		rules.choose_body(page.objects, "x")
		rules.names(page.objects)


def test_a_long_text_is_cut_and_control_characters_go():
	item = rules.read_agenda_item({"result": "x" * 5_000, "resolutionText": "a\x00b"})
	assert len(item.result) == rules.MAX_TEXT and item.resolution == "ab"
	assert len(rules.to_result(item, Meeting()).words) == rules.MAX_TEXT


@pytest.mark.parametrize(
	("item", "meeting", "result"),
	[
		(AgendaItem("Angenommen"), Meeting("Rat", datetime.date(2016, 4, 5)), ("Rat", "Angenommen")),
		(AgendaItem("", "Der Rat stimmt zu."), Meeting(), ("", "Der Rat stimmt zu.")),
		(AgendaItem(), Meeting("Rat"), None),
		(AgendaItem("Angenommen", deleted=True), Meeting("Rat"), None),
		(AgendaItem("Angenommen"), Meeting("Rat", deleted=True), None),
		(AgendaItem("Angenommen"), Meeting("Rat", cancelled=True), None),
	],
)
def test_a_result_counts_while_its_meeting_does(item, meeting, result):
	found = rules.to_result(item, meeting)
	assert (found and (found.meeting, found.words)) == result
	assert found is None or isinstance(found, Result)


@pytest.mark.parametrize(
	("start", "day"),
	[
		("2016-04-05T18:00:00+02:00", datetime.date(2016, 4, 5)),
		("2016-04-05", datetime.date(2016, 4, 5)),
		("2016-02-30T18:00:00", None),
		("05.04.2016", None),
		(1459872000, None),
		(None, None),
	],
)
def test_the_day_of_a_meeting(start, day):
	assert rules.read_meeting({"start": start}).day == day


@pytest.mark.parametrize("state", [{"cancelled": True}, {"meetingState": "Abgesagt"}])
def test_a_meeting_that_did_not_take_place(state):
	assert rules.read_meeting(state).cancelled


def test_pages_and_their_next():
	page = rules.read_page({"data": [{}, 3], "links": {"next": "/oparl/papers?page=2"}}, f"{RIS}/papers")
	assert (len(page.objects), page.next) == (1, f"{RIS}/papers?page=2")
	assert rules.read_page({"data": []}, RIS).next is None
	assert rules.read_page({"data": [], "links": {"next": None}}, RIS).next is None
	assert rules.read_page([], RIS) is None and rules.read_page({"data": {}}, RIS) is None


def test_a_filter_stands_once():
	url = rules.with_modified_since(f"{RIS}?a=1&modified_since=old", "2016-04-05T00:00:00+00:00")
	assert url == f"{RIS}?a=1&modified_since=2016-04-05T00%3A00%3A00%2B00%3A00"
	assert rules.with_modified_since(RIS, None) == RIS


def test_the_body_is_the_only_one_or_the_named_one():
	one, two = {"name": "Stadt Nienburg/Weser", "shortName": "Nienburg"}, {"name": "Köln"}
	gone = {"name": "Alt", "deleted": True}
	assert rules.choose_body((one, gone), None) is one
	assert rules.choose_body((one, two), None) is None
	assert rules.choose_body((one, two), " nienburg ") is one and rules.choose_body((one,), "Jena") is None


@pytest.mark.parametrize("url", ["https://ris.example/", "http://ris.example:8080/oparl?x=1"])
def test_web_addresses(url):
	assert rules.check_address(url) is None


@pytest.mark.parametrize(
	"url",
	[
		None,
		"",
		"ris.example",
		"ftp://ris.example",
		"https://",
		"https:///x",
		"https://[::1",
		"https://ris.example:99999/",
		"https://a:b@ris.example/",
		"https://@ris.example/",
		"https://ris.example/\n",
		" https://ris.example/",
		"https://ris.example/" + "x" * 1_000,
	],
)
def test_what_is_no_web_address(url):
	assert rules.check_address(url)


@pytest.mark.parametrize(
	("other", "same"),
	[
		("https://RIS.example:443/x", True),
		("http://ris.example/x", False),
		("https://ris.example:444/", False),
		("https://ris.example.evil.example/", False),
	],
)
def test_one_host_is_scheme_name_and_port(other, same):
	assert rules.same_host(RIS, other) is same


@pytest.mark.parametrize(
	"address",
	[
		"127.0.0.1",
		"10.0.0.1",
		"172.16.0.1",
		"192.168.1.1",
		"169.254.169.254",
		"100.64.0.1",
		"0.0.0.0",
		"224.0.0.1",
		"255.255.255.255",
		"240.0.0.1",
		"::",
		"::1",
		"fe80::1%eth0",
		"fc00::1",
		"ff02::1",
		"::ffff:127.0.0.1",
		"::ffff:10.0.0.1",
		"2002:7f00:1::",
		"64:ff9b::7f00:1",
		"2001:db8::1",
		"localhost",
		"",
	],
)
def test_addresses_that_are_not_public(address):
	assert not rules.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_addresses_that_are_public(address):
	assert rules.is_public(address)


@given(st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_wrapping_makes_a_private_address_public(address):
	wrapped = (f"::ffff:{address}", f"2002:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}::", f"64:ff9b::{address}")
	assert not rules.is_public(str(address)) and not any(map(rules.is_public, wrapped))


def test_all_messages_are_listed():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str) and " " in value}
	assert texts <= set(rules.MESSAGES)
