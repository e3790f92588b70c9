import frappe
from frappe import _
from frappe.utils import cint, escape_html, flt, getdate

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
from upj_kooperation.refusals import in_words, refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

MAY_CORRECT = frozenset({"Cooperation Manager", "System Manager"})
TODO_NAME_LENGTH = 10


class AdvisorySession(CooperationDocument):
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

	def validate(self) -> None:
		"""Check the session against its mandate, and prepare its to-dos."""
		self.hours = flt(self.hours, 2)
		self.check_correction()
		self.take_over_mandate()
		self.check_rules()
		self.check_quota()
		self.check_next_steps()
		self.name_todos()

	def on_update(self) -> None:
		"""Count the mandate's sessions where this one changes them, and write the to-dos."""
		if self.facts().use != self.facts_before().use:
			recount(self.mandate)
			self.warn_of_quota()
		self.write_todos()

	def on_trash(self) -> None:
		"""Lock the mandate before the session goes."""
		read_mandate(self.mandate, lock=True)

	def after_delete(self) -> None:
		"""Give back what a deleted session had used."""
		recount(self.mandate)

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

	def check_correction(self) -> None:
		"""Refuse a change to a held session by those who may not correct it, or that its timesheet would not follow."""
		before = self._doc_before_save
		if before and self._changed_by_client():
			may_correct = frappe.session.user == "Administrator" or bool(MAY_CORRECT & set(frappe.get_roles()))
			refuse(rules.check_correction(self.facts_before(), self.facts(), may_correct, before.timesheet))

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

	def check_next_steps(self) -> None:
		"""Check the due dates, and that each responsible person can see the to-do in the desk."""
		stored = self.stored_steps()
		changed = [row for row in self.next_steps if _step(row) != _step(stored.get(row.name))]
		for row in changed:
			refuse(rules.check_step(row.idx, as_date(row.due_date), as_date(self.session_date)))
		persons = {row.responsible for row in changed if row.responsible}
		if not persons:
			return
		able = frappe.get_all(
			"User",
			filters={"name": ["in", sorted(persons)], "enabled": 1, "user_type": "System User"},
			pluck="name",
			order_by="name asc",
		)
		if missing := sorted(persons - set(able)):
			frappe.throw(
				_("These persons cannot get a to-do: {0}. Choose enabled users who work in the desk.").format(
					escape_html(", ".join(missing))
				)
			)

	def stored_steps(self) -> dict[str, frappe._dict]:
		"""Return the next steps as they are stored, by row name."""
		return {row.name: row for row in self._doc_before_save.next_steps} if self._doc_before_save else {}

	def name_todos(self) -> None:
		"""Name the to-do of each new or handed over row, so that the row is written with its link."""
		stored = self.stored_steps()
		for row in self.next_steps:
			if not row.todo or (row.name in stored and stored[row.name].responsible != row.responsible):
				row.todo = frappe.generate_hash(length=TODO_NAME_LENGTH)

	def write_todos(self) -> None:
		"""Create a to-do for each new row, carry changes over, and close what was taken out or handed over."""
		stored = self.stored_steps()
		known = {row.todo: row for row in stored.values()}
		for row in self.next_steps:
			if row.todo not in known:
				self.create_todo(row)
			elif _step(row) != _step(known[row.todo]):
				frappe.db.set_value("ToDo", row.todo, {"description": escape_html(row.step), "date": row.due_date})
		for name in known.keys() - {row.todo for row in self.next_steps}:
			frappe.db.set_value("ToDo", name, "status", "Cancelled")
			frappe.get_doc("ToDo", name).update_in_reference()

	def create_todo(self, row: frappe._dict) -> None:
		"""Create the to-do of a next step for the person who is responsible."""
		frappe.get_doc(
			{
				"doctype": "ToDo",
				"description": escape_html(row.step),
				"date": row.due_date,
				"allocated_to": row.responsible,
				"assigned_by": frappe.session.user,
				"reference_type": self.doctype,
				"reference_name": self.name,
			}
		).insert(set_name=row.todo)


def facts_of(session: frappe._dict | AdvisorySession) -> rules.SessionFacts:
	"""Return what the rules look at as plain values."""
	return rules.SessionFacts(
		status=session.status,
		day=as_date(session.session_date),
		hours=as_hours(session.hours),
		minutes=session.minutes,
		cancel_reason=session.cancel_reason,
	)


def _step(row: frappe._dict | None) -> tuple | None:
	return (row.step, row.responsible, as_date(row.due_date)) if row else None


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of the count of a mandate's sessions."""
	add_list_index("Advisory Session")
	frappe.db.add_index("Advisory Session", ["mandate", "status"])
