import frappe
from frappe import _
from frappe.utils import cint, flt, getdate, now_datetime

from upj_kooperation.advisory_services import invitations
from upj_kooperation.advisory_services.contacts import refuse_foreign_contacts
from upj_kooperation.advisory_services.corrections import describe
from upj_kooperation.advisory_services.doctype.advisory_mandate.advisory_mandate import (
	agreed,
	as_hours,
	read_mandate,
	recount,
	used,
)
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import quota
from upj_kooperation.domain import session as rules
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.session import SessionStatus
from upj_kooperation.history import keep_rows
from upj_kooperation.next_steps import NextSteps
from upj_kooperation.refusals import in_words, refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

MAY_CORRECT = frozenset({"Cooperation Manager", "System Manager"})


class AdvisorySession(NextSteps, CooperationDocument):
	"""One advisory session: planned, held or cancelled (F15)."""

	def _set_defaults(self) -> None:
		# Frappe fills an empty time with the current one, which says nothing about a session.
		start_time = self.get("start_time")
		super()._set_defaults()
		self.start_time = start_time

	def check_if_latest(self) -> None:
		"""Lock the mandate before its session, always in this order, so that two saves never wait for each other."""
		if isinstance(self.mandate, str) and (self.status == SessionStatus.HELD or not self.is_new()):
			self.flags.mandate = read_mandate(self.mandate, lock=True)
		super().check_if_latest()

	def onload(self) -> None:
		"""Tell the form whether invitations have to be sent anew."""
		if self.status == SessionStatus.PLANNED:
			self.set_onload("invitations_outstanding", invitations.is_outstanding(self))

	def validate(self) -> None:
		"""Check the session against its mandate, and prepare its to-dos."""
		self.hours = flt(self.hours, 2)
		self.record_correction()
		self.keep_invitations()
		self.take_over_mandate()
		self.check_rules()
		self.check_quota()
		self.check_contacts()
		self.check_next_steps(as_date(self.session_date))
		self.name_todos()

	def on_update(self) -> None:
		"""Count the mandate's sessions where this one changes them, and write the to-dos."""
		if self.facts().use != self.facts_before().use:
			recount(self.mandate)
			self.warn_of_quota()
		self.write_todos()
		if self.status == SessionStatus.CANCELLED:
			invitations.withdraw(self)

	def on_trash(self) -> None:
		"""Lock the mandate before the session goes, and withdraw what was sent for it."""
		read_mandate(self.mandate, lock=True)
		if self.status == SessionStatus.PLANNED:
			invitations.withdraw(self)

	def after_delete(self) -> None:
		"""Give back what a deleted session had used."""
		recount(self.mandate)

	def known_record(self, doctype: str, name: str) -> dict | None:
		"""Return the mandate where it is locked: whether it is the user's needs no query of its own."""
		mandate = self.flags.mandate
		return mandate if mandate and (doctype, name) == ("Advisory Mandate", mandate.name) else None

	def facts(self) -> rules.SessionFacts:
		"""Return what the rules look at as plain values."""
		return facts_of(self)

	def facts_before(self) -> rules.SessionFacts:
		"""Return the same as it is stored; a new session has an empty status."""
		before = self._doc_before_save
		return facts_of(before) if before else rules.SessionFacts(status="", day=None)

	def mandate_terms(self) -> frappe._dict:
		"""Return the mandate's fields; they are locked and current whenever the session may count against the quota."""
		if not self.flags.mandate and self.mandate:
			self.flags.mandate = read_mandate(self.mandate, lock=self.facts().counts)
		return self.flags.mandate or frappe.throw(_("Choose the mandate."), frappe.MandatoryError)

	def record_correction(self) -> None:
		"""Refuse a change to a held session without right or reason, and keep the trace of one that is allowed."""
		before, reason = self._doc_before_save, self.correction_reason
		self.correction_reason = None
		keep_rows(self, "corrections", only_servers=True)
		if not before or not self.facts_before().counts or not self._changed_by_client():
			return
		may_correct = frappe.session.user == "Administrator" or bool(MAY_CORRECT & set(frappe.get_roles()))
		refuse(rules.check_correction(self.facts_before(), self.facts(), may_correct, before.timesheet, reason))
		self.record_row(
			self.append("corrections", {}),
			corrected_on=now_datetime(),
			corrected_by=frappe.session.user,
			reason=reason.strip(),
			changes=describe(before, self),
		)

	def keep_invitations(self) -> None:
		"""Leave the list of those who were invited to the steps of the server."""
		keep_rows(self, "invitations", only_servers=True)

	def take_over_mandate(self) -> None:
		"""Set municipality, area and consultant from the mandate. A session that was held keeps what was true then."""
		if self.facts_before().counts:
			return
		for field in ("municipality", "programme_area", "consultant"):
			self.set(field, self.mandate_terms()[field])

	def check_rules(self) -> None:
		"""Check the session's own rules and whether the mandate takes it."""
		mandate, facts = self.mandate_terms(), self.facts()
		refuse(rules.check_mandate_open(mandate.status, self.facts_before().status, facts.status))
		refuse(rules.check_session(facts, Period(mandate.start_date, mandate.end_date), getdate()))
		refuse(rules.check_participants([cint(row.persons) for row in self.participants]))

	def check_quota(self) -> None:
		"""Refuse a held session that the mandate's quota does not cover."""
		before, after = self.facts_before(), self.facts()
		if after.counts and (not before.counts or after.hours > before.hours):
			refuse(quota.check_use(agreed(self.mandate_terms()), self.use_with_this_session()))

	def check_contacts(self) -> None:
		"""Refuse a contact that the user could not have found for this municipality. No query without new ones."""
		stored = {row.name: row.contact for row in self._doc_before_save.participants} if self._doc_before_save else {}
		new = {row.contact for row in self.participants if row.contact and stored.get(row.name) != row.contact}
		refuse_foreign_contacts(self.municipality, new)

	def use_with_this_session(self) -> quota.Amount:
		"""Return what is used of the quota once this session is saved."""
		amount = used(self.mandate_terms())
		for facts, sign in ((self.facts_before(), -1), (self.facts(), 1)):
			if facts.counts:
				amount = amount.plus(sign, sign * facts.hours)
		return amount

	def warn_of_quota(self) -> None:
		"""Say when the quota runs out soon (F14)."""
		problem = quota.warning(agreed(self.mandate_terms()), self.use_with_this_session())
		if problem:
			frappe.msgprint(in_words(problem), alert=True, indicator="orange")


def facts_of(session: frappe._dict | AdvisorySession) -> rules.SessionFacts:
	"""Return what the rules look at as plain values."""
	return rules.SessionFacts(
		status=session.status,
		day=as_date(session.session_date),
		hours=as_hours(session.hours),
		minutes=session.minutes,
		cancel_reason=session.cancel_reason,
	)


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of the count of a mandate's sessions."""
	add_list_index("Advisory Session")
	frappe.db.add_index("Advisory Session", ["mandate", "status"])
