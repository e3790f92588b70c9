"""The table of the matching written anew: by command, in the background, killed, and while people work (F33)."""

import subprocess
import time
from collections.abc import Callable

import frappe
import pytest
from challenge_people import SAARBRUECKEN, make_offer, make_partner, tags
from frappe.desk.doctype.bulk_update.bulk_update import submit_cancel_or_update_docs
from harness.sites import Overlay

from upj_kooperation import matching_tasks
from upj_kooperation.api import matching
from upj_kooperation.challenge_brokering import offer_tags

# What a worker of the queue runs, an offer at a time and slowly; a process of its own can be killed.
WORKER = (
	"import frappe, sys, time; frappe.init(site=sys.argv[1]); frappe.connect();"
	"from upj_kooperation.challenge_brokering import offer_tags; offer_tags.PACKET = 1;"
	"offer_tags.rebuild(lambda done, total: (frappe.db.commit(), time.sleep(0.3)))"
)

pytestmark = pytest.mark.commits


@pytest.fixture
def offers() -> list[str]:
	"""Six committed offers."""
	names = [make_offer(make_partner(f"Werk {number} (erfunden)")).name for number in range(6)]
	frappe.db.commit()
	return names


def spoil() -> list[tuple]:
	"""Return the right rows and leave wrong ones: half of them lost, the others changed, one without an offer."""
	right = tags()
	for row in right[::2]:
		frappe.db.delete("Support Offer Tag", row[0])
	frappe.db.set_value("Support Offer Tag", {"municipality": SAARBRUECKEN}, "capacity", 99)
	orphan = (f"{offer_tags.bucket(SAARBRUECKEN, 'Kontakte', '')}SO-99999", SAARBRUECKEN, "SO-99999")
	frappe.db.bulk_insert("Support Offer Tag", ["name", "municipality", "offer"], [orphan])
	frappe.db.commit()
	assert tags() != right
	return right


def test_one_command_or_one_job_in_the_background_puts_it_right(
	offers: list[str], test_site: str, bench_cmd: Callable, run_jobs: Callable, monkeypatch: pytest.MonkeyPatch
):
	right = spoil()
	said = bench_cmd(test_site, "rebuild-matching", capture_output=True, text=True).stdout
	assert "6" in said.splitlines()[-1]
	frappe.db.rollback()
	assert tags() == right
	spoil()
	for _twice in range(2):
		matching.rebuild_table()
	frappe.db.commit()
	run_jobs()
	frappe.db.rollback()
	assert tags() == right
	shown = []
	monkeypatch.setattr(offer_tags, "PACKET", 2)
	assert offer_tags.rebuild(lambda done, total: shown.append((done, total))) == 6
	assert shown == [(2, 6), (4, 6), (6, 6), (6, 6)]


def test_a_rebuild_that_is_killed_half_way_can_be_begun_again(offers: list[str], overlay: Overlay, test_site: str):
	right = spoil()
	command = [str(overlay.python), "-c", WORKER, test_site]
	worker = subprocess.Popen(command, cwd=overlay.sites, env=overlay.bench.environment(overlay.environment()))
	done, deadline = [], time.monotonic() + 60
	while len(done) < 2 and time.monotonic() < deadline:
		time.sleep(0.05)
		frappe.db.rollback()
		done = [row for row in right if row in tags()]
	worker.kill()
	worker.wait()
	frappe.db.rollback()
	left = tags()
	assert 2 <= len([row for row in right if row in left]) < len(right), "what is written is right, the rest as before"
	assert any("SO-99999" in row for row in left)
	matching_tasks.rebuild_offer_tags()
	assert tags() == right


def test_a_rebuild_while_offers_are_saved_leaves_what_is_true(
	offers: list[str], in_parallel: Callable, monkeypatch: pytest.MonkeyPatch
):
	spoil()
	monkeypatch.setattr(offer_tags, "PACKET", 1)

	def work(names: list[str]) -> None:
		for capacity in range(3, 7):
			for name in names:
				offer = frappe.get_doc("Support Offer", name)
				offer.update({"capacity": capacity, "status": "Active" if capacity % 2 else "Paused"})
				offer.save()
				frappe.db.commit()

	def enter() -> None:
		for number in range(6):
			make_offer(make_partner(f"Neues Werk {number} (erfunden)"))
			frappe.db.commit()

	outcomes = in_parallel(
		matching_tasks.rebuild_offer_tags,
		matching_tasks.rebuild_offer_tags,
		lambda: work(offers[:3]),
		lambda: work(offers[3:]),
		enter,
	)
	assert not any(outcome.error for outcome in outcomes), outcomes
	frappe.db.rollback()
	kept = tags()
	matching_tasks.rebuild_offer_tags()
	assert kept == tags() and len({row[0] for row in kept}) == len(kept)


def test_a_bulk_update_with_a_refused_one_keeps_the_table_true(offers: list[str]):
	frappe.db.set_value("Support Offer", offers[1], "capacity_period", "Kaputt")
	frappe.db.commit()
	failed = submit_cancel_or_update_docs("Support Offer", offers, "update", {"capacity": 7})
	assert failed == [offers[1]]
	frappe.db.set_value("Support Offer", offers[1], "capacity_period", "Month")
	frappe.db.commit()
	kept = tags()
	assert sum(7 in row for row in kept) == 5
	matching_tasks.rebuild_offer_tags()
	assert kept == tags()
