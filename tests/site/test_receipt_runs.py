"""The yearly run of donation receipts: all givers, none twice, none left out, also when its worker is killed (F28)."""

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from factories import BAKERY, NIENBURG, TAKES_OFFERS, ensure_gift_desk, ensure_stakeholder, make
from frappe.model.document import Document
from frappe.utils import add_to_date, getdate, now_datetime
from gift_receipts import ADDRESS, PURPOSE, as_user, ensure_issuer, issued_receipt
from gift_receipts import received_gift as received
from harness.sites import Overlay
from queries import counted_queries

from upj_kooperation import tasks
from upj_kooperation.api import receipts as api
from upj_kooperation.sponsoring import receipt_runs

TIN = {
	"description": "Backform",
	"quantity": 1,
	"unit_value": 10,
	"origin": "Private",
	"condition": "New",
	"valuation_basis": "Ladenpreis",
}
# What a worker of the queue runs; a process of its own can be killed.
WORKER = (
	"import frappe, sys; frappe.init(site=sys.argv[1]); frappe.connect(); frappe.set_user(sys.argv[2]);"
	"from upj_kooperation import tasks; tasks.run_donation_receipts(sys.argv[3])"
)

pytestmark = pytest.mark.commits


@pytest.fixture(autouse=True)
def desk() -> Iterator[None]:
	"""People and town that the worker sees."""
	ensure_gift_desk()
	ensure_issuer()
	frappe.db.commit()
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback()


def giver(number: int) -> str:
	"""Return a company with an address."""
	doc = ensure_stakeholder(f"Betrieb {number:02} (erfunden)")
	street, town = ADDRESS.splitlines()
	make(
		"Address",
		address_title=doc.stakeholder_name,
		address_line1=street,
		pincode=town.split()[0],
		city=town.split()[1],
		country="Germany",
		links=[{"link_doctype": "Stakeholder", "link_name": doc.name}],
	)
	return doc.name


def new_run(**values: Any) -> Document:
	"""Enter a run over this year's gifts as TAKES_OFFERS."""
	with as_user(TAKES_OFFERS):
		return make("Donation Receipt Run", municipality=NIENBURG, year=getdate().year, **values)


def receipts_of(run: Document) -> list[frappe._dict]:
	"""Return the receipts of a run in the order of their numbers."""
	return frappe.get_all(
		"Donation Receipt",
		filters={"run": run.name, "docstatus": 1},
		fields=["name", "receipt_number", "receipt_kind", "giver", "amount"],
		order_by="number_in_year asc",
	)


def test_every_giver_gets_what_is_still_open_and_what_is_left_out_says_why(run_jobs: Callable[[], None]):
	several, objects, nameless = giver(1), giver(2), giver(3)
	for amount in (10, 20):
		received(amount, giver=several, furthered_purpose=None)
	received(10, giver=objects, contribution_form="Goods", items=[TIN])
	received(5, giver=objects)
	received(10, giver=nameless, contribution_form="Goods", items=[{**TIN, "condition": ""}])
	received(7, giver=nameless)
	received(30, giver=ensure_stakeholder(BAKERY).name)
	confirmed = received(5, giver=several)
	issued_receipt(confirmed)
	received(0, giver=several, contribution_form="Working Time", hours=3)
	run = new_run(purpose=PURPOSE)
	with as_user(TAKES_OFFERS):
		assert api.start_run(run.name) == "Queued" and api.start_run(run.name) == "Queued"
	frappe.db.commit()
	run_jobs()
	frappe.db.rollback()
	run.reload()
	made = receipts_of(run)
	assert Counter(row.receipt_kind for row in made) == {"Collective": 1, "Money Donation": 2, "In-kind Donation": 1}
	assert [row.amount for row in made if row.giver == several] == [30]
	assert (run.status, run.givers_total, run.givers_done, run.receipts_made, run.left_out) == ("Done", 4, 4, 4, 2)
	assert len(run.problems.splitlines()) == 2, run.problems
	assert [row.receipt_number[-4:] for row in made] == ["0002", "0003", "0004", "0005"]
	tasks.run_donation_receipts(run.name)
	again = new_run(purpose=PURPOSE)
	again.step(status="Queued", started_on="2016-01-01 10:00:00")
	frappe.db.commit()
	tasks.take_up_receipt_runs()
	run_jobs()
	frappe.db.rollback()
	again.reload()
	assert (again.status, again.receipts_made, again.left_out) == ("Done", 0, 2)


def test_a_run_whose_worker_is_killed_is_completed_without_a_double_or_a_gap(overlay: Overlay, test_site: str):
	gifts = [received(number, giver=giver(number)) for number in range(1, 7)]
	run = new_run()
	run.step(status="Queued", started_on=now_datetime())
	frappe.db.commit()
	command = [str(overlay.python), "-c", WORKER, test_site, TAKES_OFFERS, run.name]
	environment = overlay.bench.environment(overlay.environment())
	worker = subprocess.Popen(command, cwd=overlay.sites, env=environment)
	deadline = time.monotonic() + 120
	while len(receipts_of(run)) < 2 and time.monotonic() < deadline:
		time.sleep(0.05)
		frappe.db.rollback()
	worker.kill()
	worker.wait()
	frappe.db.rollback()
	before = len(receipts_of(run))
	assert 2 <= before < len(gifts)
	assert frappe.db.get_value("Donation Receipt Run", run.name, "status") == "Running"
	frappe.db.set_value("Donation Receipt Run", run.name, "started_on", add_to_date(now_datetime(), hours=-2))
	frappe.db.commit()
	with as_user(TAKES_OFFERS):
		tasks.run_donation_receipts(run.name)
	run.reload()
	made = receipts_of(run)
	assert (run.status, run.receipts_made, run.left_out) == ("Done", len(gifts), 0)
	assert [row.receipt_number for row in made] == [f"{getdate().year}-{n:04}" for n in range(1, len(gifts) + 1)]
	confirmed = frappe.get_all(
		"Donation Receipt Gift", filters={"docstatus": 1}, pluck="sponsorship", order_by="name asc"
	)
	assert sorted(confirmed) == sorted(gift.name for gift in gifts)


def test_two_runs_at_once_confirm_each_gift_once(in_parallel: Callable):
	gifts = [received(number, giver=giver(number)) for number in range(1, 4)]
	runs = [new_run(), new_run()]
	for run in runs:
		run.step(status="Queued", started_on=now_datetime())
	frappe.db.commit()

	def work(run: Document) -> None:
		frappe.set_user(TAKES_OFFERS)
		tasks.run_donation_receipts(run.name)

	outcomes = in_parallel(*(lambda run=run: work(run) for run in runs))
	assert not any(outcome.error for outcome in outcomes)
	frappe.db.rollback()
	assert sum(len(receipts_of(run)) for run in runs) == len(gifts)
	assert [run.reload().left_out for run in runs] == [0, 0]


def test_a_receipt_costs_the_same_number_of_queries_however_many_there_are():
	run = new_run()
	costs = []
	for number in range(1, 9):
		received(number, giver=giver(number))
	for name in list(receipt_runs.givers_of(run)):
		with counted_queries() as queries, as_user(TAKES_OFFERS):
			assert receipt_runs.confirm_giver(run, name) == (1, [])
		costs.append(len(queries))
	assert costs[1:] == [costs[1]] * 7, costs


def test_a_run_is_for_a_year_that_has_begun_and_stays_once_it_was_started():
	for year in (1999, getdate().year + 1):
		with pytest.raises(frappe.ValidationError), as_user(TAKES_OFFERS):
			make("Donation Receipt Run", municipality=NIENBURG, year=year)
	run = new_run()
	with as_user(TAKES_OFFERS):
		api.start_run(run.name)
		for step in (lambda: run.reload().update({"year": 2016}).save(), lambda: run.reload().delete()):
			with pytest.raises(frappe.ValidationError):
				step()
