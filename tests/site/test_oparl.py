"""Papers and results read from a council information system: what is noted, what is refused, who confirms it."""

import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import frappe
import pytest
from factories import NIENBURG, ensure_municipality, ensure_user, make
from freezegun import freeze_time
from oparl_server import CouncilSystem, bomb, council_system, cut_off, dripping, endless, status
from test_council_papers import ADVISER, APPROVER, AUDITOR, COLOGNE, KOELN, MANAGER, acting, refused, released

from upj_kooperation import tasks
from upj_kooperation.api import oparl
from upj_kooperation.council_affairs import oparl_client, oparl_reading
from upj_kooperation.council_affairs.oparl_client import Client, Refused

RESULT = "Einstimmig zur Kenntnis genommen (erfunden)"


@pytest.fixture
def town() -> None:
	ensure_municipality()
	ensure_municipality(KOELN, "Köln")


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Iterator[CouncilSystem]:
	"""A council information system whose host whoever runs the server has named as an internal one."""
	with council_system() as found:
		allow(monkeypatch, found)
		yield found


def allow(monkeypatch: pytest.MonkeyPatch, found: CouncilSystem) -> None:
	"""Write the host into the site's configuration, as an administrator of the server does."""
	monkeypatch.setitem(frappe.local.conf, "upj_oparl_internal_hosts", [urlsplit(found.url).netloc])


def make_source(system: CouncilSystem, path: str = "/body", **values: Any) -> Any:
	"""The source of Nienburg."""
	values.setdefault("source_title", "Ratsinformation (erfunden)")
	values.setdefault("municipality", NIENBURG)
	return make("OParl Source", url=f"{system.url}{path}", **values)


def read(source: Any, **options: Any) -> Any:
	"""One run as a worker does it; the source as it stands afterwards."""
	assert oparl_reading.queue(source.name)
	doc = oparl_reading.begin(source.name, keep=bool)
	oparl_reading.read(doc, Client(doc.url, pause=0, **options), keep=bool)
	return frappe.get_doc("OParl Source", source.name)


def noted_at(paper: Any) -> tuple:
	"""What is noted at a paper."""
	fields = ["oparl_result", "oparl_meeting", "oparl_meeting_date", "workflow_state"]
	return frappe.db.get_value("Council Paper", paper.name, fields)


def test_a_result_is_noted_at_the_paper_and_moves_nothing(town, system):
	paper = released()
	file = {"name": "Vorlage", "accessUrl": f"{system.url}/file/1"}
	system.decide(1, "5 / 014 / 2016", RESULT, mainFile=file)
	source = read(make_source(system))
	assert (source.status, source.failure, source.papers_matched) == ("Up to Date", None, 1)
	assert [str(value) for value in noted_at(paper)] == [RESULT, "Rat der Stadt", "2016-04-05", "Released"]
	stored = frappe.get_doc("Council Paper", paper.name)
	assert stored.oparl_files == f"Vorlage: {system.url}/file/1"
	assert stored.result is None


def test_a_person_confirms_and_the_paper_is_noted(town, system):
	paper = released()
	system.decide(1, "5/014/2016", RESULT)
	read(make_source(system))
	for user in (COLOGNE, ADVISER, AUDITOR):
		with acting(user), refused("", frappe.PermissionError):
			oparl.confirm_result(paper.name, "Take Note", RESULT)
	with acting(MANAGER, "2016-04-06"):
		with refused("was read anew"):
			oparl.confirm_result(paper.name, "Take Note", "Etwas anderes")
		with refused("is no step"):
			oparl.confirm_result(paper.name, "Release", RESULT)
		assert oparl.confirm_result(paper.name, "Take Note", RESULT) == "Noted"
		with refused("does not wait for a result"):
			oparl.confirm_result(paper.name, "Take Note", RESULT)
	stored = frappe.get_doc("Council Paper", paper.name)
	assert (stored.result, stored.meeting_body, str(stored.meeting_date)) == (RESULT, "Rat der Stadt", "2016-04-05")
	assert stored.oparl_confirmed_by == MANAGER


def test_a_decision_read_there_is_no_approval_until_somebody_says_how_it_went(town, system):
	paper = released(paper_type="Decision Paper", proposal="Die Stadt nimmt die Zuwendung an.")
	system.decide(1, "5/014/2016", "mehrheitlich beschlossen (erfunden)")
	read(make_source(system))
	words = noted_at(paper)[0]
	with acting(MANAGER, "2016-04-06"):
		with refused("Say how the meeting decided"):
			oparl.confirm_result(paper.name, "Decide", words)
		assert oparl.confirm_result(paper.name, "Decide", words, outcome="Rejected") == "Decided"
	assert frappe.db.get_value("Council Paper", paper.name, ["outcome", "result"]) == ("Rejected", words)


def test_four_eyes_where_the_house_wants_them(town, system):
	paper = released()
	system.decide(1, "5/014/2016", RESULT)
	read(make_source(system))
	workflow = frappe.get_doc("Workflow", "Council Paper Procedure")
	for row in workflow.transitions:
		row.allow_self_approval = 0
	workflow.save()
	frappe.clear_cache(doctype="Workflow")
	with acting(MANAGER, "2016-04-06"), refused("", frappe.ValidationError):
		oparl.confirm_result(paper.name, "Take Note", RESULT)
	other = ensure_user("zweite@nienburg.example", "Cooperation Manager", municipalities=(NIENBURG,))
	frappe.set_user(other)
	with freeze_time("2016-04-06 11:00:00"):
		assert oparl.confirm_result(paper.name, "Take Note", RESULT) == "Noted"


def test_without_a_result_there_is_nothing_to_confirm(town, system):
	paper = released()
	system.decide(1, "5/014/2016", "")
	read(make_source(system))
	with acting(MANAGER), refused("tells no result"):
		oparl.confirm_result(paper.name, "Take Note", "")
	with acting(APPROVER), refused("", frappe.PermissionError):
		oparl.read_source(make_source(system).name)


def test_what_was_removed_there_is_said_and_cannot_be_confirmed(town, system):
	paper = released()
	system.decide(1, "5/014/2016", RESULT)
	source = make_source(system)
	read(source)
	system.papers = [{"id": f"{system.url}/paper/1", "type": "Paper", "deleted": True, "modified": "2099-01-01"}]
	read(source)
	stored = frappe.get_doc("Council Paper", paper.name)
	assert stored.oparl_deleted and stored.oparl_result == RESULT
	with acting(MANAGER), refused("tells no result"):
		oparl.confirm_result(paper.name, "Take Note", RESULT)


def test_thousands_of_papers_are_read_in_runs_of_some_pages(town, monkeypatch):
	paper = released()
	with council_system(papers=3_000) as system:
		allow(monkeypatch, system)
		system.decide(9_999, "5/014/2016", RESULT)
		source = make_source(system, max_pages=20)
		first = read(source)
		assert (first.pages_read, first.papers_seen, bool(first.next_page)) == (20, 2_000, True)
		assert source.name in oparl_reading.due_sources()
		second = read(source)
		assert (second.pages_read, second.papers_seen, second.next_page) == (11, 3_001, None)
		assert noted_at(paper)[0] == RESULT
		system.asked.clear()
		third = read(source)
		assert (third.papers_seen, third.status) == (0, "Up to Date")
		assert system.asked[0] == "/body" and "modified_since=" in system.asked[1]
		assert system.headers[-2]["If-Modified-Since"] == system.last_modified


def test_a_system_with_bodies(town, system):
	source = read(make_source(system, "/system"))
	assert source.status == "Up to Date"
	source = read(make_source(system, "/system", body_name="Anderswo"))
	assert source.status == "Failed" and "Stadt Nienburg/Weser" in source.failure


@pytest.mark.parametrize(
	("path", "answer", "text"),
	[
		("/body", status(200, b"<html>", "text/html"), "nicht mit JSON"),
		("/body", status(200, b"{broken"), "nicht mit JSON"),
		("/body", status(200, b"[" * 100_000), "nicht mit JSON"),
		("/body", status(200, b"\xff\xfe"), "nicht mit JSON"),
		("/body", status(200, b"{}", Content_Encoding="gzip"), "nicht mit JSON"),
		("/body", status(200, b"[]"), "weder ein System noch"),
		("/body", status(404), "Status 404"),
		("/body", status(500), "Status 500"),
		("/body", status(302, Location="http://169.254.169.254/"), "leitet auf eine andere Adresse weiter"),
		("/papers", status(200, b'{"data": 7}'), "keine Liste"),
		("/papers", status(200, b'{"data": [], "links": {"next": "http://127.0.0.2/"}}'), "auf einem anderen Rechner"),
		("/papers", status(200, b'{"data": [], "links": {"next": "/papers"}}'), "bereits gelesene Seite"),
		(
			"/papers",
			status(200, b'{"data": [], "links": {"next": "http://a:b@127.0.0.1/"}}'),
			"enthält einen Benutzer",
		),
		("/papers", status(200, b'{"data": [], "links": {"next": "file:///etc/passwd"}}'), "keine Internetadresse"),
		("/body", status(307, Location="http://[::ffff:169.254.169.254]/"), "leitet auf eine andere Adresse weiter"),
		("/body", status(200, bomb(), Content_Encoding="gzip"), "nicht mit JSON"),
		("/papers", endless, "mehr als 8 MB"),
		("/papers", cut_off, "nicht rechtzeitig geantwortet"),
		("/papers", dripping, "nicht rechtzeitig geantwortet"),
	],
)
def test_what_goes_wrong_is_said_in_words_and_ends(town, system, path, answer, text):
	system.broken[path] = answer
	source = read(make_source(system), total_seconds=1)
	assert source.status == "Failed" and text in source.failure


def test_missing_and_wrong_fields_are_passed_over(town, system):
	paper = released()
	wild = [None, 7, {}, {"id": 5}, {"id": "javascript:1"}, {"id": f"{system.url}/x", "reference": ["5/014/2016"]}]
	system.decide(1, "5/099/2016", "Angenommen")
	system.papers += [*wild, {"id": f"{system.url}/y", "reference": "5/014/2016", "consultation": [3, {"meeting": 1}]}]
	source = read(make_source(system))
	assert (source.status, source.papers_matched) == ("Up to Date", 1)
	assert noted_at(paper)[0] is None
	system.papers = []
	system.decide(2, "5/014/2016", "<script>alert(1)</script>\x00")
	read(make_source(system))
	assert "<script" not in (noted_at(paper)[0] or "")


def test_a_server_that_recovers_is_asked_again(town, system):
	system.broken["/body"] = [status(503), status(429)]
	assert read(make_source(system)).status == "Up to Date"
	assert system.asked.count("/body") == 3


@pytest.mark.parametrize(
	"url",
	["", "ftp://ris.example/", "https://", "file:///etc/passwd", "https://user:secret@ris.example/", "ris.example"],
)
def test_an_address_that_is_none_is_refused(town, url):
	with refused(""):
		make("OParl Source", source_title="x", municipality=NIENBURG, url=url)


@pytest.mark.parametrize(
	"host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254"]
)
def test_nothing_private_is_connected_to(town, host, monkeypatch):
	monkeypatch.setattr(socket.socket, "connect", lambda *_arguments: pytest.fail("connected"))
	with pytest.raises(Refused, match="not public"):
		Client(f"http://{host}:1/", pause=0).get(f"http://{host}:1/")


def test_one_private_address_among_public_ones_is_enough_to_refuse(town, monkeypatch):
	def resolve(_host: str, port: int, *_arguments: Any, **_options: Any) -> list:
		return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (row, port)) for row in ("93.184.216.34", "10.0.0.7")]

	monkeypatch.setattr(socket, "getaddrinfo", resolve)
	monkeypatch.setattr(socket.socket, "connect", lambda *_arguments: pytest.fail("connected"))
	with pytest.raises(Refused, match="not public"):
		Client("https://ris.example/", pause=0).get("https://ris.example/")


def test_a_list_that_never_ends_is_left(town, system, monkeypatch):
	monkeypatch.setattr(oparl_reading, "MAX_PAGES_OF_ROUND", 5)
	page = iter(range(2, 1000))

	def one_more(handler: Any) -> None:
		handler.respond(200, f'{{"data": [], "links": {{"next": "/papers?page={next(page)}"}}}}'.encode())

	system.broken["/papers"] = one_more
	source = make_source(system, max_pages=3)
	first = read(source)
	assert (first.status, first.pages_read, bool(first.next_page)) == ("Up to Date", 3, True)
	second = read(source)
	assert (second.status, second.next_page) == ("Failed", None) and "mehr als 5 Seiten" in second.failure
	assert source.name not in oparl_reading.due_sources()


def test_a_run_asks_only_so_often(town, system, monkeypatch):
	released()
	monkeypatch.setattr(oparl_client, "MAX_REQUESTS", 12)
	for number in range(30):
		system.decide(number, "5/014/2016", RESULT)
	source = read(make_source(system))
	assert source.status == "Failed" and "12-mal" in source.failure and len(system.asked) == 12


def test_a_name_is_resolved_once_and_the_connection_goes_there(town, monkeypatch):
	with council_system() as system:
		port = urlsplit(system.url).port
		answers = iter(["93.184.216.34", "127.0.0.1"])
		asked: list[str] = []

		def resolve(host: str, *_arguments: Any, **_options: Any) -> list:
			address = host if host[0].isdigit() else next(answers)
			return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

		def connect(_sock: socket.socket, address: tuple) -> None:
			asked.append(address[0])
			raise ConnectionRefusedError

		monkeypatch.setattr(socket, "getaddrinfo", resolve)
		monkeypatch.setattr(socket.socket, "connect", connect)
		monkeypatch.setattr(oparl_client, "TRIES", 1)
		url = f"http://ris.example:{port}/body"
		with pytest.raises(Refused, match="did not answer"):
			Client(url, pause=0).get(url)
		assert asked == ["93.184.216.34"]
		with pytest.raises(Refused, match="not public"):
			Client(url, pause=0).get(url)
		assert asked == ["93.184.216.34"] and not system.asked


def test_only_the_named_host_and_port_is_open(town, system):
	other = system.url.replace("127.0.0.1", "localhost")
	with pytest.raises(Refused, match="not public"):
		Client(other, pause=0).get(f"{other}/body")
	assert Client(system.url, pause=0).get(f"{system.url}/body")[0]["name"] == "Stadt Nienburg/Weser"


def test_another_address_begins_anew(town, system):
	source = read(make_source(system))
	assert source.since and source.paper_list
	source.update({"url": f"{system.url}/system"}).save()
	assert not source.since and not source.paper_list and not source.next_page


@pytest.mark.commits
def test_the_scheduler_twice_and_two_workers_read_once(
	in_parallel: Callable, run_jobs: Callable, bench_cmd: Callable, test_site: str
):
	ensure_municipality()
	with council_system() as system:
		allowed = f'["{urlsplit(system.url).netloc}"]'
		bench_cmd(test_site, "set-config", "--parse", "upj_oparl_internal_hosts", allowed)
		source = make_source(system)
		frappe.db.commit()
		assert oparl_reading.due_sources() == [source.name]
		outcomes = in_parallel(tasks.read_oparl_sources, tasks.read_oparl_sources)
		assert not any(outcome.error for outcome in outcomes)
		frappe.db.rollback()
		assert oparl_reading.due_sources() == []
		run_jobs()
		frappe.db.rollback()
		assert system.asked.count("/body") == 1
		assert frappe.db.get_value("OParl Source", source.name, "status") == "Up to Date"
		frappe.db.rollback()
		frappe.db.set_value("OParl Source", source.name, "status", "Waiting")
		frappe.db.commit()
		outcomes = in_parallel(*(lambda: bool(oparl_reading.begin(source.name, frappe.db.commit)) for _ in range(2)))
		assert sorted(outcome.value for outcome in outcomes) == [False, True]
		bench_cmd(test_site, "set-config", "--parse", "upj_oparl_internal_hosts", "[]")


@pytest.mark.commits
def test_two_who_confirm_at_the_same_second(in_parallel: Callable):
	ensure_municipality()
	paper = make(
		"Council Paper",
		subject="Sachstand",
		municipality=NIENBURG,
		paper_date="2016-03-21",
		body="<p>Text</p>",
		reference="7/777/2016",
	)
	values = {"workflow_state": "Released", "oparl_result": RESULT, "oparl_meeting_date": "2016-04-05"}
	frappe.db.set_value("Council Paper", paper.name, {**values, "oparl_meeting": "Rat"})
	frappe.db.commit()
	outcomes = in_parallel(*(lambda: oparl.confirm_result(paper.name, "Take Note", RESULT) for _ in range(2)))
	assert [outcome.value for outcome in outcomes if not outcome.error] == ["Noted"]
	assert "does not wait for a result" in str(next(outcome.error for outcome in outcomes if outcome.error))
