"""Partners found by night for all open requests: restartable, once, and old ones say so (F33)."""

import subprocess
import time
from collections.abc import Callable

import frappe
import pytest
from challenge_people import GOODS, SAARBRUECKEN, TRANSPORT, accepted, kinds, make_group, make_offer, make_partner
from factories import as_user, ensure_municipality, ensure_user
from frappe.desk.query_report import run as run_report
from frappe.utils import add_days, add_to_date, getdate, now_datetime, today
from harness.sites import Overlay
from queries import counted_queries, queries_of
from valid_records import make_valid

from upj_kooperation import matching_tasks
from upj_kooperation.api import matches, matching
from upj_kooperation.challenge_brokering import candidates, matching_runs

VERA = "vera@saarbruecken.example"
# What a worker of the queue runs, a request at a time and slowly; a process of its own can be killed.
WORKER = (
	"import frappe, sys, time; frappe.init(site=sys.argv[1]); frappe.connect();"
	"from upj_kooperation.challenge_brokering import matching_runs; matching_runs.PACKET = 1;"
	"matching_runs.carry_out(sys.argv[2], lambda done, total: (frappe.db.commit(), time.sleep(0.3)))"
)


@pytest.fixture
def group():
	"""The group of Saarbrücken."""
	ensure_municipality(SAARBRUECKEN, "Saarbrücken")
	return make_group(coordinator=ensure_user(VERA, "Cooperation Manager", municipalities=(SAARBRUECKEN,)))


def look_for_partners(town: str = SAARBRUECKEN):
	"""Carry out the town's run without a commit, and return it."""
	run = matching_runs.begin(town)
	finished = False
	while not finished:
		_standing, finished = matching_runs._do_packet(run)
	return frappe.get_doc("Matching Run", run)


def kept(**filters) -> list[tuple[str, str]]:
	"""Return requests and offers of the kept rows."""
	rows = frappe.get_all("Request Candidate", filters=filters, fields=["request", "offer"], order_by="points desc")
	return [(row.request, row.offer) for row in rows]


def good(**filters) -> list[str]:
	"""Return the offers of the report's rows."""
	return [row["offer"] for row in run_report("Good Partners", filters=filters, ignore_prepared_report=True)["result"]]


def test_in_the_morning_stands_who_is_new_and_who_is_best(group):
	request, other = accepted(group), accepted(group, kinds=kinds(GOODS))
	make_valid("Support Request", SAARBRUECKEN, challenge_group=group.name, kinds=kinds(TRANSPORT))
	best = make_offer(make_partner("Spedition Saar (erfunden)", engagement_stage="Engaged"))
	second = make_offer(make_partner("Autohaus (erfunden)"))
	run = look_for_partners()
	assert (run.status, run.requests_total, run.requests_done, run.new_partners, run.requests_failed) == (
		"Done",
		2,
		2,
		2,
		0,
	)
	assert kept() == [(request.name, best.name), (request.name, second.name)]
	frappe.db.set_value("Request Candidate", {"request": request.name}, "good_since", add_days(today(), -1))
	new = make_offer(make_partner("Transporte Burbach (erfunden)"), kinds=kinds(TRANSPORT, GOODS))
	assert look_for_partners().new_partners == 2
	with as_user(VERA):
		assert good(since=today()) == [new.name, new.name]
		assert good() == [best.name, second.name, new.name, new.name]
		found = matching.good_partners([request.name, other.name])
		assert (found[request.name]["number"], found[other.name]["number"]) == (3, 1)
		assert found[request.name]["partner_name"] == "Spedition Saar (erfunden)"
		form = frappe.get_doc("Support Request", request.name)
		form.run_method("onload")
		assert form.get_onload("good_partners")["computed_on"] == getdate()
	group.update({"good_from": 100})
	group.save()
	assert look_for_partners().new_partners == 0
	assert not good() and len(kept()) == 4
	assert matching.good_partners([request.name])[request.name]["number"] == 0
	with pytest.raises(frappe.ValidationError, match="from how many percent"):
		group.update({"good_from": 0}).save()


def objects(offer, request):
	frappe.get_doc("Stakeholder", offer.stakeholder).update({"objected_on": today()}).save()


def ends(offer, request):
	offer.update({"status": "Ended"}).save()


def runs_out(offer, request):
	offer.db_set({"available_until": add_days(today(), -1)})


def is_booked_up(offer, request):
	third = accepted(frappe.get_doc("Challenge Group", request.challenge_group))
	matches.confirm(matches.propose(third.name, offer.name), amount=2)


def is_held_back(offer, request):
	group = frappe.get_doc("Challenge Group", request.challenge_group)
	group.update({"hold_back_asks": 1, "hold_back_days": 30}).save()
	third = accepted(group)
	matches.log_attempt(matches.propose(third.name, offer.name), "Interested", next_on=add_days(today(), 3))


def was_proposed(offer, request):
	matches.propose(request.name, offer.name)


def is_withdrawn(offer, request):
	request.db_set("workflow_state", "Withdrawn")


def is_deleted(offer, request):
	frappe.delete_doc("Support Offer", offer.name)


@pytest.mark.parametrize(
	"happens", [objects, ends, runs_out, is_booked_up, is_held_back, was_proposed, is_withdrawn, is_deleted]
)
def test_who_is_no_good_partner_any_more_is_not_shown(group, happens: Callable):
	request, offer, other = accepted(group), make_offer(), make_offer(make_partner("Autohaus (erfunden)"))
	look_for_partners()
	assert set(good()) == {offer.name, other.name}
	happens(offer, request)
	assert good() == ([] if happens is is_withdrawn else [other.name])
	found = matching.good_partners([request.name])
	assert found == {} if happens is is_withdrawn else found[request.name]["number"] == 1
	look_for_partners()
	assert request.name not in [row[0] for row in kept()] or happens is not is_withdrawn


def test_what_was_found_goes_along_with_a_request_or_offer(group):
	request, offer = accepted(group), make_offer()
	look_for_partners()
	new = frappe.rename_doc("Support Offer", offer.name, "SO-NEU01", force=True)
	assert kept() == [(request.name, new)] and good() == [new]
	other = make_offer(make_partner("Autohaus (erfunden)"))
	look_for_partners()
	frappe.rename_doc("Support Offer", new, other.name, merge=True, force=True)
	assert not kept(), "nobody stands twice"
	look_for_partners()
	assert kept() == [(request.name, other.name)]
	request.reload().db_set("workflow_state", "Draft")
	frappe.delete_doc("Support Request", request.name)
	assert not kept()


def test_who_was_found_is_told_within_the_fence_alone(group):
	request = accepted(group)
	make_offer()
	look_for_partners()
	jena = ensure_municipality("16053000", "Jena").name
	with as_user(ensure_user("kooperation@jena.example", "Cooperation Manager", municipalities=(jena,))):
		assert matching.good_partners([request.name]) == {} and good() == []
		with pytest.raises(frappe.PermissionError):
			matching.find_partners(SAARBRUECKEN)
		assert matching.find_partners() == []
		assert not frappe.get_list("Matching Run", order_by="name asc")
	with as_user(ensure_user("pruefung@saarbruecken.example", "Cooperation Auditor")):
		assert matching.good_partners([request.name])
		with pytest.raises(frappe.PermissionError):
			matching.find_partners()
	with as_user(VERA):
		for names in ("{", "{}", [["in"]], [1]):
			with pytest.raises(frappe.ValidationError):
				matching.good_partners(names)
		with pytest.raises(frappe.PermissionError):
			frappe.get_list("Request Candidate", order_by="name asc")
		[run] = matching.find_partners()
		assert matching.find_partners(SAARBRUECKEN) == [run], "one that is under way is not begun again"


def test_a_request_that_fails_is_logged_and_stops_no_other(group, monkeypatch: pytest.MonkeyPatch):
	bad, fine, offer = accepted(group), accepted(group), make_offer()
	look_for_partners()
	frappe.db.set_value("Request Candidate", {"request": bad.name}, "computed_on", "2016-05-01")
	right = candidates.best_offers

	def broken(municipality, request, *rest):
		if request.field == "kaputt":
			raise ZeroDivisionError
		return right(municipality, request, *rest)

	monkeypatch.setattr(candidates, "best_offers", broken)
	bad.db_set("field_of_action", "kaputt")
	run = look_for_partners()
	assert (run.status, run.requests_done, run.requests_failed) == ("Done", 2, 1)
	assert frappe.db.exists("Error Log", {"reference_doctype": "Support Request", "reference_name": bad.name})
	assert kept(request=fine.name) == [(fine.name, offer.name)]
	assert matching.good_partners([bad.name])[bad.name]["computed_on"] == getdate("2016-05-01"), "old, and says so"


def test_the_number_of_statements_does_not_grow(group):
	def packet() -> list[str]:
		look_for_partners()
		run = matching_runs.begin(SAARBRUECKEN)
		with counted_queries() as queries:
			matching_runs._do_packet(run)
		return queries

	requests = [accepted(group).name]
	make_offer()
	look_for_partners()
	few = [len(queries_of(call)) for call in (good, lambda: matching.good_partners(requests))]
	one = len(packet())
	for number in range(6):
		requests.append(accepted(group).name)
		make_offer(make_partner(f"Werk {number} (erfunden)"))
	assert len(packet()) == one + 6, "one for each request"
	look_for_partners()
	assert [len(queries_of(call)) for call in (good, lambda: matching.good_partners(requests))] == few
	assert len(good()) == 49


@pytest.mark.commits
def test_a_run_whose_worker_is_killed_goes_on_where_it_stopped(
	group, overlay: Overlay, test_site: str, run_jobs: Callable, bench_cmd: Callable
):
	requests = [accepted(group).name for _number in range(6)]
	offer = make_offer()
	run = matching_runs.begin(SAARBRUECKEN)
	frappe.db.commit()
	command = [str(overlay.python), "-c", WORKER, test_site, run]
	worker = subprocess.Popen(command, cwd=overlay.sites, env=overlay.bench.environment(overlay.environment()))
	deadline = time.monotonic() + 120
	while len(kept()) < 2 and time.monotonic() < deadline:
		time.sleep(0.05)
		frappe.db.rollback()
	worker.kill()
	worker.wait()
	frappe.db.rollback()
	before = frappe.get_all("Request Candidate", fields=["name", "request"], order_by="request asc")
	assert 2 <= len(before) < len(requests)
	standing = frappe.get_doc("Matching Run", run)
	assert (standing.status, standing.requests_done) == ("Running", len(before))
	assert not matching_runs.cut_off()
	frappe.db.set_value("Matching Run", run, "progress_on", add_to_date(now_datetime(), minutes=-16))
	frappe.db.commit()
	matching_tasks.take_up_matching_runs()
	frappe.db.commit()
	run_jobs()
	frappe.db.rollback()
	standing.reload()
	assert (standing.status, standing.requests_done, standing.new_partners) == ("Done", 6, 6)
	after = frappe.get_all("Request Candidate", fields=["name", "request"], order_by="request asc")
	assert after[: len(before)] == before, "what was done is not done again"
	assert sorted(kept()) == [(request, offer.name) for request in sorted(requests)]
	said = bench_cmd(test_site, "find-partners", capture_output=True, text=True).stdout
	assert "Saarbrücken" in said
	frappe.db.rollback()
	assert standing.reload().started_on < standing.finished_on and standing.new_partners == 0


@pytest.mark.commits
def test_two_starts_at_once_are_one_run(group, in_parallel: Callable, monkeypatch: pytest.MonkeyPatch):
	requests = [accepted(group).name for _number in range(5)]
	make_offer()
	frappe.db.commit()
	monkeypatch.setattr(matching_runs, "PACKET", 1)
	outcomes = in_parallel(*[lambda: matching_runs.begin(SAARBRUECKEN)] * 2)
	assert len({outcome.value for outcome in outcomes}) == 1, outcomes
	run = outcomes[0].value
	outcomes = in_parallel(*[lambda: matching_tasks.find_partners(run)] * 3)
	assert not any(outcome.error for outcome in outcomes), outcomes
	frappe.db.rollback()
	standing = frappe.get_doc("Matching Run", run)
	assert (standing.status, standing.requests_done, standing.new_partners) == ("Done", 5, 5)
	assert len(kept()) == len(requests)


@pytest.mark.commits
def test_each_night_the_towns_with_open_requests_are_put_in_line(group, run_jobs: Callable):
	request, offer = accepted(group), make_offer()
	ended = make_group(status="Ended")
	sleeping = accepted(group)
	sleeping.db_set("challenge_group", ended.name)
	frappe.db.commit()
	matching_tasks.find_partners_of_open_requests()
	frappe.db.commit()
	run_jobs()
	frappe.db.rollback()
	[run] = frappe.get_all("Matching Run", fields=["run_title", "status", "requests_total"], order_by="name asc")
	assert (run.run_title, run.status, run.requests_total) == ("Saarbrücken", "Done", 1)
	assert kept() == [(request.name, offer.name)]
