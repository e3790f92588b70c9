"""Acceptance lists: what one meeting decides on, printed, and its results back into each gift (F27)."""

import subprocess
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from factories import (
	BAKERY,
	DECIDES,
	NIENBURG,
	TAKES_OFFERS,
	decided_paper,
	ensure_gift_desk,
	ensure_municipality,
	ensure_stakeholder,
	ensure_user,
	make,
	make_council_paper,
	make_gift,
	put_up_for_decision,
)
from frappe import _
from frappe.model.document import Document
from gift_receipts import as_user

from upj_kooperation.api import acceptance_lists as api

OTHERS = ("Nachbarschaftstreff Weser (erfunden)", "Wohnungsbau Weserufer (erfunden)")


@pytest.fixture(autouse=True)
def gift_desk() -> None:
	"""The people and the town."""
	ensure_gift_desk()


def waiting(number: int = 3) -> list[Document]:
	"""Return gifts of several givers that the council decides on."""
	givers = [ensure_stakeholder(name).name for name in (BAKERY, *OTHERS)]
	return [put_up_for_decision(make_gift(500, giver=giver)) for giver in givers[:number]]


def collected(paper: str | None = None) -> Document:
	"""Return a list of the council's meeting with everything that waits."""
	with as_user(TAKES_OFFERS):
		values = {"municipality": NIENBURG, "organ": "Council", "meeting_date": "2016-06-01", "council_paper": paper}
		doc = make("Acceptance List", **values)
		api.collect(doc.name)
	return doc.reload()


def states(gifts: list[Document]) -> list[str]:
	"""Return the states of gifts as they are stored."""
	return [frappe.db.get_value("Sponsorship", gift.name, "workflow_state") for gift in gifts]


def test_a_list_collects_what_its_organ_decides_and_is_still_open():
	gifts = waiting()
	put_up_for_decision(make_gift(10, giver=ensure_stakeholder("Kiosk (erfunden)").name))
	make_gift(900, "2016-06-10", giver=ensure_stakeholder("Laden (erfunden)").name)
	doc = collected()
	assert sorted(row.sponsorship for row in doc.items) == sorted(gift.name for gift in gifts)
	assert (doc.total, doc.items[0].giver_name, doc.items[0].amount) == (1500, BAKERY, 500)
	with as_user(TAKES_OFFERS):
		api.collect(doc.name)
	assert len(doc.reload().items) == 3


def test_one_decision_for_all_goes_into_each_gift_with_the_paper():
	gifts, paper = waiting(), decided_paper().name
	doc = collected(paper)
	with as_user(DECIDES):
		api.take_over(doc.name, "Accepted")
		api.take_over(doc.name, "Declined")
	assert states(gifts) == ["Accepted"] * 3
	accepted = frappe.get_doc("Sponsorship", gifts[0].name)
	assert (accepted.council_paper, accepted.decided_by, accepted.docstatus) == (paper, DECIDES, 1)
	assert doc.reload().status == "Decided"
	for change in ({"result": "Declined"}, None):
		doc.reload()
		doc.items[0].update(change) if change else doc.set("items", doc.items[1:])
		with as_user(TAKES_OFFERS), pytest.raises(frappe.ValidationError):
			doc.save()
	with pytest.raises(frappe.ValidationError):
		frappe.delete_doc("Acceptance List", doc.name)


def test_row_by_row_and_one_that_is_held_up_does_not_lose_the_others():
	gifts, paper = waiting(), decided_paper().name
	doc = collected(paper)
	with as_user(TAKES_OFFERS):
		for row, result in zip(doc.items, ("Accepted", "Declined", "Postponed"), strict=True):
			row.update({"result": result, "reason": "Beschluss vom 1. Juni"})
		doc.save()
		with pytest.raises(frappe.PermissionError):
			api.take_over(doc.name)
	by_name = {gift.name: gift for gift in gifts}
	ordered = [by_name[row.sponsorship] for row in doc.items]
	frappe.db.set_value("Sponsorship", ordered[0].name, "taken_by", DECIDES)
	with as_user(DECIDES):
		api.take_over(doc.name)
	assert states(ordered) == ["To Be Accepted", "Declined", "To Be Accepted"]
	doc.reload()
	assert [row.taken_over for row in doc.items] == [0, 1, 1] and doc.items[0].obstacle and doc.status == "Open"
	frappe.db.set_value("Sponsorship", ordered[0].name, "taken_by", TAKES_OFFERS)
	with as_user(DECIDES):
		api.take_over(doc.name)
	assert states(ordered) == ["Accepted", "Declined", "To Be Accepted"]
	assert doc.reload().status == "Decided" and not doc.items[0].obstacle


def test_nothing_is_accepted_without_the_decided_paper():
	gifts = waiting(1)
	doc = collected(make_council_paper(paper_type="Decision Paper").name)
	with as_user(DECIDES):
		api.take_over(doc.name, "Accepted")
		with pytest.raises(frappe.ValidationError):
			api.take_over(doc.name, "Erfunden")
	assert states(gifts) == ["To Be Accepted"] and doc.reload().items[0].obstacle


def test_a_gift_or_paper_of_another_town_does_not_go_in():
	ensure_municipality("03241001", "Hannover")
	ensure_user(TAKES_OFFERS, "Cooperation Manager", municipalities=(NIENBURG, "03241001"))
	doc = collected()
	foreign = make_gift(
		500,
		municipality="03241001",
		giver=ensure_stakeholder("Betrieb in Hannover (erfunden)", municipality="03241001").name,
	)
	paper = decided_paper(municipality="03241001").name
	for values in ({"items": [{"sponsorship": foreign.name}]}, {"council_paper": paper}):
		with as_user(TAKES_OFFERS), pytest.raises(frappe.ValidationError):
			doc.reload().update(values).save()


def test_the_annex_is_a_german_pdf(tmp_path: Any):
	waiting()
	doc = collected(decided_paper().name)
	# Outside of tests Frappe commits its note on the printing.
	frappe.flags.in_test = True
	try:
		with as_user(DECIDES):
			api.print_list(doc.name)
	finally:
		frappe.flags.in_test = False
	path = tmp_path / "anlage.pdf"
	path.write_bytes(frappe.local.response.filecontent)
	words = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
	for word in ("Anlage", "Rat", "01.06.2016", BAKERY.split(" ", 1)[0], "Geldspende", "500,00", "1.500,00"):
		assert word in words, word


@pytest.mark.commits
def test_two_who_take_over_at_the_same_second_decide_each_gift_once(in_parallel: Callable):
	gifts, paper = waiting(), decided_paper().name
	doc = collected(paper)
	frappe.db.commit()

	def decide() -> str:
		frappe.set_user(DECIDES)
		return api.take_over(doc.name, "Accepted")

	outcomes = in_parallel(decide, decide)
	frappe.db.rollback()
	assert states(gifts) == ["Accepted"] * 3
	assert sum(bool(outcome.value) for outcome in outcomes) >= 1
	assert not any(row.obstacle for row in doc.reload().items)
	accepted = frappe.get_all(
		"Comment",
		filters={"reference_name": ["in", [gift.name for gift in gifts]], "comment_type": "Workflow"},
		fields=["reference_name", "content"],
		order_by="creation asc",
	)
	assert len([row for row in accepted if row.content in ("Accepted", _("Accepted"))]) == 3
