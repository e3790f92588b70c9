"""Firms that belong together count as one giver: the bakery, its mill, and who owns both (F25)."""

import threading
from collections.abc import Callable, Iterator

import frappe
import pytest
from factories import (
	BAKERY,
	DECIDES,
	NIENBURG,
	accept_gift,
	ensure_gift_desk,
	ensure_stakeholder,
	make,
	make_contact,
	make_gift,
	put_up_for_decision,
	take_steps,
)
from frappe import _
from frappe.model.document import Document

from upj_kooperation.api import duplicates
from upj_kooperation.api import sponsoring as api
from upj_kooperation.sponsoring.report.yearly_report_to_the_authority import yearly_report_to_the_authority

MILL = "Mühle Weserkorn (erfunden)"
LAND_RULE = "Niedersachsen (Voreinstellung)"
TIE_CHANGED = "{0} is now decided by {1}, because it has changed who counts as one with its giver."


@pytest.fixture(autouse=True)
def gift_desk(request: pytest.FixtureRequest) -> None:
	"""The people, and a council that has passed the middle tier on: Mayor to 100, committee to 2,000 Euro."""
	if not request.node.get_closest_marker("commits"):
		ensure_gift_desk()
		delegate()


def delegate() -> None:
	frappe.get_doc("Acceptance Rule", LAND_RULE).update({"delegation_in_force": 1}).save()


def from_mill(amount: float, day: str = "2016-05-10") -> Document:
	"""Enter an offer of the mill and put it up for decision."""
	return put_up_for_decision(make_gift(amount, day, giver=ensure_stakeholder(MILL).name))


def from_bakery(amount: float, day: str = "2016-05-10") -> Document:
	"""Enter an offer of the bakery and put it up for decision."""
	return put_up_for_decision(make_gift(amount, day))


def tie(first: Document | str, other: Document, kind: str = "Beteiligung", **values: str) -> Document:
	"""Say that two belong together. first: an organisation, or the name of a Contact."""
	side = {"person": first} if isinstance(first, str) else {"from_stakeholder": first.name}
	return make("Stakeholder Relationship", **side, relationship_type=kind, to_stakeholder=other.name, **values)


def firms() -> tuple[Document, Document]:
	"""Return bakery and mill."""
	return ensure_stakeholder(BAKERY), ensure_stakeholder(MILL)


def decision_of(gift: Document) -> tuple[str, float]:
	"""Return who decides and on which sum, as the database has it."""
	return frappe.db.get_value("Sponsorship", gift.name, ["deciding_organ", "giver_sum"])


def test_gifts_of_a_subsidiary_count_for_the_parent():
	bakery, mill = firms()
	tie(mill, bakery)
	accept_gift(from_mill(60))
	second = from_bakery(60, "2016-06-01")
	assert decision_of(second) == ("Main Committee", 120)
	reason = frappe.db.get_value("Sponsorship", second.name, "organ_reason")
	assert MILL in reason
	assert MILL in api.preview_organ(second.name)["reason"]


def test_two_firms_of_one_owner_count_as_one_giver():
	owner = make_contact("Ilse")
	for firm in firms():
		tie(owner.name, firm, "Inhaberschaft")
	accept_gift(from_mill(60))
	assert decision_of(from_bakery(60)) == ("Main Committee", 120)


@pytest.mark.parametrize(
	("dates", "expected"),
	[
		({"from_date": "2016-12-31"}, ("Main Committee", 120)),
		({"from_date": "2017-01-01"}, ("Mayor", 60)),
		({"to_date": "2015-12-31"}, ("Mayor", 60)),
		({"to_date": "2016-01-01"}, ("Main Committee", 120)),
	],
)
def test_a_tie_counts_for_the_budget_years_it_touches(dates, expected):
	bakery, mill = firms()
	tie(mill, bakery, **dates)
	from_mill(60)
	assert decision_of(from_bakery(60)) == expected


def test_firms_that_only_work_together_are_two_givers():
	bakery, mill = firms()
	tie(mill, bakery, "Zusammenarbeit")
	from_mill(60)
	assert decision_of(from_bakery(60)) == ("Mayor", 60)


def test_a_new_tie_decides_open_gifts_anew_and_never_the_decided():
	bakery, mill = firms()
	decided, waiting = accept_gift(from_mill(60)), from_bakery(60)
	assert decision_of(waiting) == ("Mayor", 60)
	frappe.clear_messages()
	found = tie(mill, bakery)
	assert decision_of(waiting) == ("Main Committee", 120)
	told = " ".join(str(message) for message in frappe.get_message_log())
	assert _(TIE_CHANGED).rpartition("{1}")[2] in told
	assert decision_of(decided) == ("Mayor", 60)
	found.update({"to_date": "2015-12-31", "from_date": "2015-01-01"}).save()
	assert decision_of(waiting) == ("Mayor", 60)
	found.update({"to_date": None}).save()
	assert decision_of(waiting) == ("Main Committee", 120)
	found.delete()
	assert decision_of(waiting) == ("Mayor", 60)


def test_the_type_says_whether_both_sides_count_as_one():
	bakery, mill = firms()
	tie(mill, bakery, "Zusammenarbeit")
	from_mill(60)
	waiting = from_bakery(60)
	kind = frappe.get_doc("Relationship Type", "Zusammenarbeit")
	kind.update({"one_giver": 1}).save()
	assert decision_of(waiting) == ("Main Committee", 120)
	kind.update({"one_giver": 0}).save()
	assert decision_of(waiting) == ("Mayor", 60)


def test_two_records_of_one_giver_that_become_one_are_summed():
	twin = ensure_stakeholder("Backstube Abendrot Nienburg (erfunden)")
	put_up_for_decision(make_gift(60, giver=twin.name))
	waiting = from_bakery(60)
	assert decision_of(waiting) == ("Mayor", 60)
	duplicates.merge_stakeholders(ensure_stakeholder(BAKERY).name, twin.name)
	assert decision_of(waiting) == ("Main Committee", 120)


def test_the_yearly_report_sums_them_too():
	bakery, mill = firms()
	frappe.get_doc("Acceptance Rule", LAND_RULE).update({"report_required": 1, "report_above": 100}).save()
	gifts = [accept_gift(from_mill(60)), accept_gift(from_bakery(60))]
	filters = {"municipality": NIENBURG, "budget_year": 2016}
	reported = {row.sponsorship for row in yearly_report_to_the_authority.execute(filters)[1]}
	assert not reported & {gift.name for gift in gifts}
	tie(mill, bakery)
	reported = {row.sponsorship for row in yearly_report_to_the_authority.execute(filters)[1]}
	assert {gift.name for gift in gifts} <= reported


@pytest.fixture
def committed_desk() -> Iterator[None]:
	"""People, town and delegation that other connections see; the delegation is taken back afterwards."""
	ensure_gift_desk()
	delegate()
	frappe.db.commit()
	yield
	frappe.db.rollback()
	frappe.db.set_value("Acceptance Rule", LAND_RULE, "delegation_in_force", 0)
	frappe.db.commit()


@pytest.mark.commits
@pytest.mark.usefixtures("committed_desk")
def test_a_tie_entered_at_the_same_second_is_not_overlooked(in_parallel: Callable):
	"""While the mayor accepts the second gift, somebody enters that both firms belong together: one waits."""
	bakery, mill = firms()
	accept_gift(from_mill(60))
	gift = from_bakery(60)
	frappe.db.commit()
	tied, waits = threading.Event(), threading.Event()

	def enter() -> None:
		tie(mill, bakery)
		tied.set()
		waits.wait(2)

	def accept() -> None:
		frappe.set_user(DECIDES)
		seen = frappe.get_doc("Sponsorship", gift.name)
		assert tied.wait(30)
		take_steps(seen, "Accept")

	first, second = in_parallel(enter, accept)
	frappe.db.rollback()
	assert first.error is None
	assert isinstance(second.error, frappe.ValidationError)
	stored = frappe.get_doc("Sponsorship", gift.name)
	assert (stored.workflow_state, stored.deciding_organ, stored.giver_sum) == ("To Be Accepted", "Main Committee", 120)
