"""Who took an offer, who checked it and who decided on it are different people; in doubt the council decides (F25)."""

import frappe
import pytest
from factories import (
	NIENBURG,
	TAKES_OFFERS,
	as_user,
	ensure_gift_desk,
	ensure_user,
	make_gift,
	put_up_for_decision,
	take_steps,
)
from frappe import _
from frappe.model.document import Document

from upj_kooperation.domain import acceptance

LAND_RULE = "Niedersachsen (Voreinstellung)"


@pytest.fixture(autouse=True)
def gift_desk() -> None:
	"""The people and the town."""
	ensure_gift_desk()


def stored(doc: Document) -> Document:
	"""Return the record as the database has it."""
	return frappe.get_doc(doc.doctype, doc.name)


def test_who_took_the_offer_does_not_decide():
	ensure_user(TAKES_OFFERS, "Cooperation Manager", "Cooperation Approver", municipalities=(NIENBURG,))
	gift = put_up_for_decision(make_gift(80))
	with as_user(TAKES_OFFERS), pytest.raises(frappe.ValidationError):
		take_steps(gift, "Accept")
	with as_user(TAKES_OFFERS), pytest.raises(frappe.PermissionError):
		stored(gift).update({"workflow_state": "Accepted", "docstatus": 1}).save()
	assert stored(gift).workflow_state == "To Be Accepted"


def test_who_put_it_up_for_decision_does_not_decide_even_as_administrator():
	with as_user(TAKES_OFFERS):
		gift = take_steps(make_gift(80), "Decide Kind", "Check Conflicts")
	for row in gift.conflict_answers:
		row.answer = "No"
	gift.save()
	gift = take_steps(gift, "Put up for Decision")
	with pytest.raises(frappe.PermissionError) as refusal:
		take_steps(gift, "Accept")
	assert str(refusal.value) == _(acceptance.OWN_CHECK)


def test_a_doubtful_case_goes_to_the_highest_organ_with_its_reason():
	gift = make_gift(5, doubtful=1)
	with pytest.raises(frappe.ValidationError) as refusal:
		put_up_for_decision(gift)
	assert str(refusal.value) == _(acceptance.DOUBT_NEEDS_REASON)
	checked = stored(gift).update({"doubt_reason": "Der Geber nennt den Zweck nicht."}).save()
	with as_user(TAKES_OFFERS):
		checked = take_steps(checked, "Put up for Decision")
	assert (checked.deciding_organ, checked.giver_sum) == ("Council", 5)


def test_where_the_rule_says_so_a_colleague_checks_the_offer():
	frappe.get_doc("Acceptance Rule", LAND_RULE).update({"another_checks": 1}).save()
	gift = make_gift(80)
	with pytest.raises(frappe.PermissionError) as refusal:
		put_up_for_decision(gift)
	assert str(refusal.value) == _(acceptance.ANOTHER_CHECKS).format(LAND_RULE)
	assert (stored(gift).workflow_state, stored(gift).conflict_checked_by) == ("Conflict Check", None)
	colleague = ensure_user("kollegin@nienburg.example", "Cooperation Manager", municipalities=(NIENBURG,))
	with as_user(colleague):
		checked = take_steps(stored(gift), "Put up for Decision")
	assert (checked.workflow_state, checked.conflict_checked_by) == ("To Be Accepted", colleague)
