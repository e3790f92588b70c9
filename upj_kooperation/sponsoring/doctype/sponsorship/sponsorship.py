from datetime import date
from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import cint, cstr, escape_html, flt, get_datetime, getdate, now_datetime

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import acceptance, conflict, contribution, money_in, receipt
from upj_kooperation.domain.sponsor_package import HOLDS_A_PLACE
from upj_kooperation.domain.values import NUMBERS, Problem, parse_amount
from upj_kooperation.refusals import for_the_record, in_words, refuse, refuse_all
from upj_kooperation.sponsoring import deciding, packages, payments
from upj_kooperation.sponsoring.instalments import standing_rows
from upj_kooperation.sponsoring.receipts import to_item
from upj_kooperation.sponsoring.suppliers import supplier_tie

# What may still be entered while the offer is up for decision.
OPEN_TO_THE_DECIDER = frozenset(
	{"council_paper", "decision_reason", "notified_on", "naming_consent", "workflow_state", "amended_from"}
)
OF_THE_SAME_MUNICIPALITY = {
	"giver": "Stakeholder",
	"receiver": "Stakeholder",
	"programme_area": "Programme Area",
	"cooperation_project": "Cooperation Project",
	"sponsor_package": "Sponsor Package",
}


class Sponsorship(CooperationDocument):
	"""A gift, a sponsoring or another contribution, from the offer to its end (F23 to F26)."""

	def check_if_latest(self) -> None:
		"""Lock the giver before Frappe locks the record (see `deciding`), and say when the organ has changed."""
		deciding.lock_givers(self._givers_to_lock())
		if self.get("workflow_state") == contribution.ACCEPTED and not self.is_new():
			self._refuse_changed_organ()
		super().check_if_latest()

	def validate(self) -> None:
		"""Derive kind, VAT outcome, conflict and organ; hold the rules of the step that is taken."""
		self.keep_payments()
		self.set_taken_by()
		self.require_past_offer()
		self.require_same_municipality()
		self.require_frozen()
		self.decide_kind()
		self.follow_package()
		self.set_vat_outcomes()
		self.set_conflict_found()
		self.require_details()
		self.take_step()
		self.set_receipt_readiness()
		self.set_money()

	def before_update_after_submit(self) -> None:
		"""Hold the rules of the steps that come after the decision."""
		self.keep_payments()
		self.require_only_completed()
		self.take_step()
		self.set_receipt_readiness()
		self.set_money()

	def on_update(self) -> None:
		"""Tell about a changed kind; decide anew on the giver's open gifts."""
		self.tell_changed_kind()
		self.redecide_open_gifts()
		self.note_places()

	def on_update_after_submit(self) -> None:
		"""Decide anew on the giver's open gifts."""
		self.redecide_open_gifts()
		self.note_places()

	def on_trash(self) -> None:
		"""Keep what has left the state Offered."""
		deciding.lock_givers([self.giver])
		if self.state != contribution.OFFERED:
			frappe.throw(
				_("Only an offer in the state {0} can be deleted. Withdraw or decline this one instead.").format(
					_(contribution.OFFERED)
				),
				title=_("Not Permitted"),
			)

	def after_delete(self) -> None:
		"""Decide anew on the giver's open gifts."""
		self._redecide(self)

	@property
	def state(self) -> str:
		"""The state of the procedure; a new record is offered."""
		return self.workflow_state or contribution.OFFERED

	@property
	def state_before(self) -> str | None:
		"""The state before this save; None for a new record."""
		before = self.get_doc_before_save()
		return before.state if before else None

	def set_taken_by(self) -> None:
		"""Record who took the offer."""
		if self.is_new():
			self.taken_by = frappe.session.user

	def require_past_offer(self) -> None:
		"""Refuse an offer of a day to come: its rule and its budget year are not known yet."""
		if getdate(self.offered_on) > getdate():
			frappe.throw(_("The day of the offer lies in the future. Enter the day on which it was made."))

	def require_same_municipality(self) -> None:
		"""Refuse giver, receiver, area and project of another municipality."""
		before = self.get_doc_before_save()
		for field, doctype in OF_THE_SAME_MUNICIPALITY.items():
			value = self.get(field)
			if not value or (before and before.get(field) == value):
				continue
			if frappe.db.get_value(doctype, value, "municipality") != self.municipality:
				frappe.throw(
					_("{0}: {1} belongs to another municipality. Choose one of the same municipality.").format(
						_(self.meta.get_label(field), context=self.doctype), escape_html(value)
					)
				)
		if self.receiver_type != "Third Party":
			self.receiver = None

	def require_frozen(self) -> None:
		"""Refuse changes while the offer is up for decision."""
		if self.state_before == contribution.TO_BE_ACCEPTED and (label := self._first_change()):
			refuse(Problem(acceptance.FROZEN, (label,)), title=_("Not Permitted"))

	def decide_kind(self) -> None:
		"""Let the kind follow from the answers, with its reason."""
		try:
			kind = contribution.decide_kind(self.answers())
		except contribution.ContradictoryAnswers as refusal:
			refuse(refusal.sentence, title=_("The Answers Contradict Each Other"))
		if kind.name != self.kind or not self.kind_reason:
			self.kind = kind.name
			self.kind_reason = for_the_record(kind.reason)

	def answers(self) -> contribution.Answers:
		"""Return the answers to the questions on the kind."""
		return contribution.Answers(
			self.contribution_form,
			self.return_expected,
			self.giver_aim,
			self.cost_split or contribution.NO,
			self.professional_service or contribution.NO,
		)

	def follow_package(self) -> None:
		"""Take over what a newly chosen sponsor package offers, where nothing else is entered."""
		before = self.get_doc_before_save()
		chosen = self.sponsor_package and not (before and before.sponsor_package == self.sponsor_package)
		if chosen or (self.sponsor_package and before and before.kind != self.kind):
			packages.check_choice(self.sponsor_package, self.kind, self.offered_on)
		if chosen and not self.counter_performances:
			self.extend("counter_performances", packages.contents(self.sponsor_package))
			if not flt(self.amount):
				self.amount = sum(flt(row.value) for row in self.counter_performances)

	def note_places(self) -> None:
		"""Keep the places that are taken of the sponsor package true, and of the one of before."""
		before = self.get_doc_before_save()
		held_before = before.held_package() if before else None
		if held_before != self.held_package():
			for package in sorted({held_before, self.held_package()} - {None}):
				packages.note_taken(package)

	def held_package(self) -> str | None:
		"""Return the sponsor package of which a place is held in this state, if any."""
		return self.sponsor_package if self.state in HOLDS_A_PLACE and self.sponsor_package else None

	def set_vat_outcomes(self) -> None:
		"""Let the VAT outcome of each counter-performance follow from the kind and the emphasis."""
		for row in self.counter_performances:
			row.vat_outcome = contribution.vat_outcome(self.kind, bool(cint(row.emphasised)))

	def set_conflict_found(self) -> None:
		"""Say whether an answer names a possible conflict of interest."""
		self.conflict_found = cint(conflict.conflict_found(self.conflict_rows()))

	def conflict_rows(self) -> list[conflict.Answer]:
		"""Return the answers to the questions on conflicts of interest."""
		return [conflict.Answer(row.question, row.answer, row.explanation) for row in self.conflict_answers]

	def details(self) -> contribution.Details:
		"""Return what was entered beside the answers."""
		return contribution.Details(
			amount=parse_amount(self.amount),
			hours=Decimal(str(flt(self.hours))),
			items=tuple(
				contribution.Item(Decimal(str(flt(row.quantity))), parse_amount(row.unit_value)) for row in self.items
			),
			counter_values=tuple(parse_amount(row.value) for row in self.counter_performances),
		)

	def require_details(self) -> None:
		"""Ask for what the kind needs, as soon as the kind is decided."""
		if self.state in contribution.EDITABLE - {contribution.OFFERED} or self.state == contribution.TO_BE_ACCEPTED:
			refuse_all(contribution.missing_details(self.kind, self.details()))

	def take_step(self) -> None:
		"""Hold the rules of the step that is taken. Frappe checks after this whether the procedure has such a step."""
		if not self.state_before or self.state == self.state_before:
			return
		if self.state == contribution.KIND_DECIDED:
			self.prefill_conflict_answers()
		elif self.state == contribution.TO_BE_ACCEPTED:
			self.put_up_for_decision()
		elif self.state_before == contribution.TO_BE_ACCEPTED and self.state == contribution.CONFLICT_CHECK:
			self.take_back()
		elif self.state == contribution.ACCEPTED:
			self.accept()
		elif self.state == contribution.DECLINED:
			self.decide(contribution.DECLINED)
		elif self.state == contribution.WITHDRAWN:
			self.require_no_invoice()
		elif self.state == contribution.RECEIVED:
			self.require_receipt()

	def prefill_conflict_answers(self) -> None:
		"""Add the questions on conflicts of interest that are not there yet, with what ERPNext already answers."""
		tie = supplier_tie(self.giver)
		# Whoever goes through the form with the tab key leaves one of the questions behind: Frappe adds a row for it.
		there = {row.question for row in self.conflict_answers}
		for row in conflict.prefilled(tie, but=there):
			explanation = for_the_record(conflict.tie_sentence(tie)) if row.answer else None
			self.append(
				"conflict_answers", {"question": row.question, "answer": row.answer, "explanation": explanation}
			)
		self.set_conflict_found()

	def put_up_for_decision(self) -> None:
		"""Check the answers on conflicts, record who checked them, and let the organ follow."""
		refuse_all(
			conflict.open_points(self.conflict_rows(), self.conflict_reason, supplier_tie(self.giver)),
			title=_("Conflict of Interest"),
		)
		refuse(acceptance.doubt_problem(bool(cint(self.doubtful)), self.doubt_reason))
		outcome = deciding.outcome_for(self, lock=True)
		refuse(
			acceptance.checker_problem(outcome.rule, frappe.session.user, self.owner, self.taken_by),
			title=_("Not Permitted"),
			exc=frappe.PermissionError,
		)
		self.conflict_checked_by = frappe.session.user
		self.conflict_checked_on = now_datetime()
		self.update(outcome.values())
		if self.sponsor_package:
			packages.take_place(self.sponsor_package, self.name, self.amount)

	def take_back(self) -> None:
		"""Forget what was recorded for the decision; the history keeps it."""
		self.conflict_checked_by = self.conflict_checked_on = None
		self.update(dict.fromkeys(deciding.OUTCOME_FIELDS))

	def accept(self) -> None:
		"""Accept by the organ that decides now, by somebody who had no hand in the offer."""
		before = self.get_doc_before_save()
		if before.state != contribution.TO_BE_ACCEPTED:
			frappe.throw(_("Put the offer up for decision first."), title=_("Not Permitted"))
		problem = acceptance.decider_problem(
			frappe.session.user, before.owner, before.taken_by, before.conflict_checked_by
		)
		refuse(problem, title=_("Not Permitted"), exc=frappe.PermissionError)
		outcome = deciding.outcome_for(self, lock=True)
		organ = outcome.decision.organ
		if organ != before.deciding_organ:
			self._throw_changed_organ(before.deciding_organ, organ)
		paper = deciding.read_paper(self.council_paper)
		refuse(
			acceptance.paper_problem(organ, self.municipality, paper, getdate(self.offered_on), getdate()),
			title=_("Council Paper"),
		)
		self.update(outcome.values())
		self.decide(contribution.ACCEPTED)

	def decide(self, decision: str) -> None:
		"""Record who decided what, and when."""
		self.decision = decision
		self.decided_by = frappe.session.user
		self.decided_on = now_datetime()

	def require_no_invoice(self) -> None:
		"""Refuse to withdraw what is already invoiced."""
		if self.sales_invoice:
			frappe.throw(
				_("The invoice {0} was made for this. Delete or cancel it first, then withdraw.").format(
					self.sales_invoice
				)
			)

	def require_receipt(self) -> None:
		"""Refuse the state Received without the day and the amount."""
		if not self.received_on:
			frappe.throw(_("Use the button Record Receipt, which asks for the day and the amount."))
		refuse(
			contribution.receipt_problem(
				self.kind,
				self.state_before,
				getdate(self.received_on),
				parse_amount(self.received_amount),
				self.accepted_on(),
				getdate(),
			)
		)

	def accepted_on(self) -> date | None:
		"""Return the day of the acceptance: of the meeting where a body decided, else of the record; None before."""
		if self.decision != contribution.ACCEPTED:
			return None
		paper = deciding.read_paper(self.council_paper) if self.deciding_organ in acceptance.BODIES else None
		return paper.meeting_date if paper and paper.meeting_date else getdate(self.decided_on)

	def set_receipt_readiness(self) -> None:
		"""Say whether a donation receipt can be made, why (not), and over how much."""
		brokered, instalments = self.receiver_type == "Third Party", standing_rows(self.payments)
		self.update(payments.receipt_values(self.kind, self.state, brokered, instalments))

	def keep_payments(self) -> None:
		"""Put back the instalments that a client sent: they are recorded by the step that books them."""
		if "payments" not in (self.flags.recorded or ()):
			before = self.get_doc_before_save()
			self.set("payments", before.payments if before else [])

	def set_money(self) -> None:
		"""Say what came in and what is open; for an invoiced one the books say it (`payments`)."""
		if not self.sales_invoice:
			money = money_in.of_instalments(parse_amount(self.amount), self.state, standing_rows(self.payments))
			self.update(payments.money_values(money))

	def require_only_completed(self) -> None:
		"""Let what a receipt says of an object be completed after the decision, and never changed."""
		before = {row.name: row for row in self.get_doc_before_save().items}
		for row in self.items:
			for df in row.meta.fields if row.name in before else ():
				stored = _plain(df, before[row.name])
				if df.allow_on_submit and stored and stored != _plain(df, row):
					frappe.throw(
						_("{0} of {1} is entered already and stays as it was decided.").format(
							_(df.label, context=row.doctype), escape_html(row.description)
						),
						title=_("Not Permitted"),
					)
			refuse(receipt.withdrawal_problem(to_item(row)))

	def tell_changed_kind(self) -> None:
		"""Tell the user that another kind follows from changed answers."""
		before = self.get_doc_before_save()
		if before and before.kind and before.kind != self.kind:
			frappe.msgprint(
				_("The kind has changed from {0} to {1}. {2}").format(
					_(before.kind), _(self.kind), in_words(contribution.consequences(self.kind).receipt_reason)
				),
				title=_("Another Kind"),
			)

	def redecide_open_gifts(self) -> None:
		"""Decide anew on the giver's gifts that are up for decision, where this gift now counts differently."""
		before = self.get_doc_before_save()
		if before and _weight(before) == _weight(self):
			return
		self._redecide(self)
		if before and (before.giver, getdate(before.offered_on)) != (self.giver, getdate(self.offered_on)):
			self._redecide(before)

	def _redecide(self, place: "Sponsorship") -> None:
		deciding.decide_anew(place.giver, self.municipality, getdate(place.offered_on), but=self.name)

	def _givers_to_lock(self) -> set[str]:
		givers = {self.get("giver")} if isinstance(self.get("giver"), str) else set()
		if not self.is_new():
			givers.add(frappe.db.get_value("Sponsorship", cstr(self.name), "giver"))
		return {giver for giver in givers if giver}

	def _refuse_changed_organ(self) -> None:
		stored = frappe.db.get_value(
			"Sponsorship", cstr(self.name), ["workflow_state", "deciding_organ"], as_dict=True, for_update=True
		)
		if stored and stored.workflow_state == contribution.TO_BE_ACCEPTED:
			seen = cstr(self.get("deciding_organ"))
			if seen in acceptance.RANK and seen != stored.deciding_organ:
				self._throw_changed_organ(seen, stored.deciding_organ)

	def _throw_changed_organ(self, earlier: str, now: str) -> None:
		refuse(Problem(acceptance.ORGAN_CHANGED, (earlier, now)), title=_("Another Organ Decides"))

	def _first_change(self) -> str | None:
		before = self.get_doc_before_save()
		for df in self.meta.fields:
			if df.fieldname in OPEN_TO_THE_DECIDER:
				continue
			if df.fieldtype == "Table":
				rows = [_entered(row) for row in self.get(df.fieldname)]
				changed = rows != [_entered(row) for row in before.get(df.fieldname)]
			else:
				changed = not df.read_only and _plain(df, self) != _plain(df, before)
			if changed:
				return _(df.label, context=self.doctype)
		return None


def _weight(doc: Sponsorship) -> tuple:
	return (
		doc.giver,
		getdate(doc.offered_on),
		parse_amount(doc.amount),
		doc.kind,
		deciding.standing(doc.workflow_state),
	)


def _entered(row: CooperationDocument) -> dict:
	return {df.fieldname: _plain(df, row) for df in row.meta.fields if not df.read_only}


def _plain(df: CooperationDocument, doc: CooperationDocument) -> float | str:
	value = doc.get(df.fieldname)
	if df.fieldtype in ("Int", "Check", *NUMBERS):
		return flt(value)
	if value and df.fieldtype in ("Date", "Datetime"):
		return cstr(get_datetime(value))
	return cstr(value)


def on_doctype_update() -> None:
	"""Add the indexes of the list page, of the yearly sum of a giver, and of who holds a place of a package."""
	add_list_index("Sponsorship")
	frappe.db.add_index("Sponsorship", ["giver", "offered_on"])
	frappe.db.add_index("Sponsorship", ["municipality", "budget_year"])
	frappe.db.add_index("Sponsorship", ["sponsor_package", "workflow_state"])
