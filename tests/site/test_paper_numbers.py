"""How Nienburg counts its papers: 5/014/2016 comes after 5/013/2016, without a gap and without a double."""

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from factories import NIENBURG, ensure_municipality, ensure_user, make, make_council_paper
from frappe.model.workflow import apply_workflow
from test_council_papers import APPROVER, KOELN, MANAGER, acting, refused


@pytest.fixture
def town() -> None:
	ensure_municipality()
	ensure_municipality(KOELN, "Köln")


def make_range(**values: Any) -> Any:
	"""The range of Nienburg's council for 2016; thirteen papers were counted elsewhere."""
	values.setdefault("municipality", NIENBURG)
	values.setdefault("pattern", "{WP}/{NR:3}/{JAHR}")
	values.setdefault("legislative_period", "5")
	values.setdefault("year", 2016)
	values.setdefault("last_number", 13)
	return make("Paper Number Range", **values)


def written(**values: Any) -> Any:
	"""A draft of the manager."""
	with acting(MANAGER):
		return make_council_paper(**values)


def release(paper: Any) -> Any:
	"""The approver releases the paper."""
	with acting(APPROVER):
		return apply_workflow(frappe.get_doc("Council Paper", paper.name), "Release")


def test_the_number_is_given_at_the_release(town):
	numbers = make_range()
	assert numbers.next_reference == "5/014/2016"
	first, second = written(), written()
	assert not first.reference
	assert [release(second).reference, release(first).reference] == ["5/014/2016", "5/015/2016"]
	assert frappe.db.get_value("Paper Number Range", numbers.name, ["last_number", "next_reference"]) == (
		15,
		"5/016/2016",
	)


def test_a_deleted_draft_leaves_no_gap(town):
	make_range()
	paper = written()
	with acting(MANAGER):
		frappe.delete_doc("Council Paper", paper.name)
	paper = release(written())
	assert paper.reference == "5/014/2016"
	with acting(MANAGER):
		paper = apply_workflow(paper, "Return")
		with refused("so that the count has no gap"):
			frappe.delete_doc("Council Paper", paper.name)
		with refused("stays with this paper"):
			frappe.get_doc("Council Paper", paper.name).update({"reference": "5/099/2016"}).save()
		with refused("stays with this paper"):
			frappe.get_doc("Council Paper", paper.name).update({"reference": None}).save()
	assert release(paper).reference == "5/014/2016"
	assert release(written()).reference == "5/015/2016"


def test_a_release_that_fails_counts_nothing(town):
	numbers = make_range()
	empty = written(body="<p><br></p>")
	with acting(APPROVER), refused("An empty paper cannot be released"):
		apply_workflow(empty, "Release")
	assert frappe.db.get_value("Paper Number Range", numbers.name, "last_number") == 13
	assert release(written()).reference == "5/014/2016"


def test_a_number_typed_by_hand_is_passed_over(town):
	numbers = make_range()
	typed = release(written(reference="5/014/2016"))
	assert not typed.number_range
	assert frappe.db.get_value("Paper Number Range", numbers.name, "last_number") == 13
	written(reference="5 / 016 / 2016")
	assert release(written()).reference == "5/015/2016"
	assert release(written()).reference == "5/017/2016"


def test_each_body_and_year_has_its_own_count(town):
	make_range()
	make_range(meeting_body="Hauptausschuss", pattern="HA {NR}/{JJ}", last_number=0)
	make_range(municipality=KOELN, last_number=0)
	assert release(written(meeting_body=" hauptausschuss")).reference == "HA 1/16"
	assert release(written(meeting_body="Rat")).reference == "5/014/2016"
	with acting(APPROVER), refused("set up a number range"):
		apply_workflow(written(paper_date="2017-01-02"), "Release")


def test_what_was_counted_stays(town):
	numbers = make_range()
	numbers.update({"last_number": 20}).save()
	assert release(written()).reference == "5/021/2016"
	numbers.reload()
	for field, value in (("last_number", 5), ("year", 2017), ("meeting_body", "Rat")):
		with refused("have been given already"):
			frappe.get_doc("Paper Number Range", numbers.name).update({field: value}).save()
	numbers.update({"legislative_period": "6"}).save()
	assert release(written()).reference == "6/022/2016"
	with refused("", frappe.LinkExistsError):
		frappe.delete_doc("Paper Number Range", numbers.name)


@pytest.mark.parametrize(
	("values", "text"),
	[
		({"pattern": "{WP}/{JAHR}"}, "exactly once"),
		({"pattern": "{NR.__class__}/{NR}/{JAHR}"}, "which is unknown"),
		({"legislative_period": ""}, "names the legislative period"),
		({"year": 0}, "enter the year"),
		({"year": "zwanzig"}, "Year"),
		({"last_number": -1}, "Last Number Given"),
	],
)
def test_a_range_that_cannot_count_is_refused(town, values, text):
	with refused(text):
		make_range(**values)


def test_a_body_and_a_year_have_one_range(town):
	make_range()
	with refused("already: {WP}", frappe.UniqueValidationError):
		make_range(meeting_body="  ")


def test_who_sets_up_ranges(town):
	numbers = make_range()
	with acting(APPROVER), refused("", frappe.PermissionError):
		numbers.save()
	ensure_user("zahlen@koeln.example", "Cooperation Manager", municipalities=(KOELN,))
	frappe.set_user("zahlen@koeln.example")
	with refused("", frappe.PermissionError):
		frappe.get_doc("Paper Number Range", numbers.name).save()
	with refused("", frappe.PermissionError):
		make_range(year=2017)


@pytest.mark.commits
def test_two_released_at_the_same_second_get_two_numbers(in_parallel: Callable):
	ensure_municipality()
	make_range()
	papers = [make_council_paper().name for _ in range(4)]
	frappe.db.commit()

	def press(name: str) -> str:
		# What a person at the form has read before the other one's release.
		frappe.db.get_all("Paper Number Range", order_by="name asc")
		return apply_workflow(frappe.get_doc("Council Paper", name), "Release").reference

	outcomes = in_parallel(*(lambda name=name: press(name) for name in papers))
	assert [outcome.error for outcome in outcomes] == [None] * 4
	assert sorted(outcome.value for outcome in outcomes) == [f"5/0{number}/2016" for number in range(14, 18)]
	frappe.db.rollback()
	assert frappe.db.get_value("Paper Number Range", {"municipality": NIENBURG}, "last_number") == 17
