"""A party withdraws, an agreement is renewed by decision: what the steps of the server write (F20)."""

import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html, getdate

from upj_kooperation.cooperation import approval, reminders
from upj_kooperation.domain import agreement as agreement_rules
from upj_kooperation.domain import notice as rules
from upj_kooperation.domain import term
from upj_kooperation.refusals import for_the_record, in_words, refuse, refuse_all
from upj_kooperation.stakeholder_relations.lookups import as_date


def withdraw(
	doc: Document, row: Document | None, received_on: datetime.date, reason: str, for_good_cause: bool
) -> list[rules.Problem]:
	"""Record a party's notice and return in words what follows. doc: locked by the caller, its row or None."""
	terms, party = doc.terms(), doc.plain_party(row) if row else None
	refuse(
		rules.check_withdrawal(
			party,
			as_date(row.leaves_on) if row else None,
			doc.workflow_state,
			received_on,
			as_date(doc.in_force_since),
			reason,
			terms.notice_months,
			for_good_cause,
			getdate(),
		)
	)
	if for_good_cause:
		leaves_on, said = received_on, rules.Problem(rules.FOR_CAUSE, (party.name, received_on))
	else:
		notice = rules.effect_of(received_on, terms)
		leaves_on, said = notice.leaves_on, rules.in_words(party.name, notice)
	doc.record_row(row, notice_received_on=received_on, leaves_on=leaves_on, withdrawal_reason=reason)
	follows = [said, set_end(doc)]
	doc.save()
	_write_down(doc, follows, reason)
	return follows


def take_back(doc: Document, row: Document | None, reason: str) -> None:
	"""Take a party's notice back, with the consent of the others. doc: locked by the caller."""
	party, leaves_on = (doc.plain_party(row), as_date(row.leaves_on)) if row else (None, None)
	refuse(rules.check_taking_back(party, leaves_on, doc.workflow_state, reason, getdate()))
	doc.record_row(row, notice_received_on=None, leaves_on=None, withdrawal_reason=None)
	follows = [set_end(doc)]
	doc.save()
	_write_down(doc, follows, reason)


def set_end(doc: Document) -> rules.Problem:
	"""Set the day with which fewer than two parties remain, and return what follows in words."""
	ends_on = rules.end_by_withdrawals(as_date(row.leaves_on) for row in doc.parties)
	doc.record(ends_on=ends_on)
	if ends_on:
		return rules.Problem(rules.THEN_ENDS, (ends_on,))
	return rules.Problem(rules.GOES_ON, (tuple(row.party_name for row in doc.parties if not row.leaves_on),))


def renew(doc: Document, expected_end: datetime.date, reason: str, council_paper: str | None) -> datetime.date:
	"""Renew an agreement by the decision of the organ that its longer term needs; return its new end."""
	terms, user = doc.terms(), frappe.session.user
	refuse_all(
		rules.check_renewal(
			doc.workflow_state, terms, expected_end, as_date(doc.ends_on), reason, doc.owner, user, getdate()
		)
	)
	until = term.renewed_end(terms.end, terms.renewal_months)
	decision = approval.decision_for(doc, until)
	paper = doc.plain_paper(council_paper)
	doc.check_paper(council_paper)
	refuse_all(agreement_rules.check_approval(decision.organ, paper, doc.owner, user, getdate()))
	doc.record(renewed_until=until, renewal_decided_on=paper.meeting_date if paper else getdate())
	doc.record(renewal_paper=council_paper or None)
	doc.record(remind_on=reminders.next_day(doc))
	doc.save()
	doc.add_comment(
		"Info",
		_("Renewed until {0}, decided by {1}: {2}").format(
			frappe.format(until, "Date"), _(decision.organ), escape_html(reason)
		),
	)
	return until


def end_by_notice(doc: Document) -> dict[str, Any]:
	"""Return what the step to the end writes for an agreement that notices have ended."""
	reason = for_the_record(rules.Problem(rules.ENDED_BY_NOTICE))
	return {"end_reason": reason, "ended_on": doc.ends_on}


def _write_down(doc: Document, follows: list[rules.Problem], reason: str) -> None:
	words = " ".join(in_words(one) for one in follows)
	doc.add_comment("Info", f"{words} {escape_html(cstr(reason))}")


def terms_of(doc: Document) -> rules.Terms:
	"""Return what was agreed on end, renewal and notice as plain values; a renewal by decision moves the end."""
	return rules.Terms(
		as_date(doc.renewed_until or doc.end_date),
		doc.renewal or term.NO_RENEWAL,
		cint(doc.renewal_months),
		cint(doc.notice_months),
	)
