import datetime
from collections import Counter

import frappe
from frappe.utils import cint, getdate

from upj_kooperation.challenge_brokering import bookings, match_todos, offer_tags, request_steps
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import partner_match as rules
from upj_kooperation.domain import support_offer
from upj_kooperation.domain.challenge_group import Member
from upj_kooperation.domain.partner_match import MatchState
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

# What was booked with the confirmation.
BOOKED_FIELDS = ("amount", "needed_on")


class PartnerMatch(CooperationDocument):
	"""A request and an offer that are brought together, from the proposal to what came of it (F33, F34)."""

	def before_insert(self) -> None:
		"""Hold the town before the new row is there: see offer_tags."""
		offer_tags.hold([frappe.db.get_value("Support Request", self.request, "municipality")])

	def check_if_latest(self) -> None:
		"""Hold the town before Frappe locks the row: see offer_tags."""
		offer_tags.hold_town_of(self)
		super().check_if_latest()

	def validate(self) -> None:
		"""Take over what request and offer say, check attempts and brokers, and take the state's step."""
		if not (self.request and self.offer):
			# Frappe names the missing field after this.
			return
		if self.is_new():
			self.bind()
		self.date_attempts()
		refuse(rules.check_attempts(self.plain_attempts(), getdate()))
		self.check_brokers()
		self.check_bound()
		self.check_step()
		self.open_key = rules.open_key(self.request, self.offer, self.state)

	def on_update(self) -> None:
		"""Carry the step over to request, ledger and the table of the matching, and keep the to-do true."""
		before = self.get_doc_before_save()
		stored = before.workflow_state if before else None
		if stored != self.state:
			self.take_step(stored)
		if not before or stored != self.state or before.asked_on != self.asked_on:
			offer_tags.refresh_partners([self.stakeholder])
		match_todos.follow(self)

	def on_trash(self) -> None:
		"""Give back what was booked, and take the to-do along."""
		if self.state == MatchState.CONFIRMED:
			self.undo()
		match_todos.forget(self.name)

	def after_delete(self) -> None:
		"""Keep the table of the matching true."""
		offer_tags.refresh_partners([self.stakeholder])

	@property
	def state(self) -> str:
		"""Return the state; a new match is proposed."""
		return self.workflow_state or MatchState.PROPOSED

	def bind(self) -> None:
		"""Take over what request and offer say; refuse what is not open, not active, or not to be asked."""
		request = frappe.db.get_value(
			"Support Request",
			self.request,
			["request_title", "challenge_group", "municipality", "needed_by", "workflow_state"],
			as_dict=True,
		)
		offer = frappe.get_doc("Support Offer", self.offer)
		accepted = request.workflow_state == RequestState.ACCEPTED
		refuse(None if accepted else Problem(rules.NOT_OPEN, (request.workflow_state,)))
		active = offer.status == support_offer.ACTIVE
		refuse(None if active else Problem(rules.OFFER_NOT_ACTIVE, (offer.status,)))
		refuse(None if offer.municipality == request.municipality else Problem(rules.OTHER_TOWN))
		refuse(offer.why_not_asked())
		self.update(
			{
				"municipality": request.municipality,
				"challenge_group": request.challenge_group,
				"stakeholder": offer.stakeholder,
				"partner_name": offer.partner_name,
				"match_title": f"{request.request_title}: {offer.partner_name}"[:140],
				"needed_on": self.needed_on or max(as_date(request.needed_by) or getdate(), getdate()),
				"amount": cint(self.amount) or 1,
			}
		)

	def date_attempts(self) -> None:
		"""Name who made a new attempt; the first one is the day on which the partner was asked."""
		for row in self.attempts:
			row.attempted_by = row.attempted_by or frappe.session.user
		days = [getdate(row.attempted_on) for row in self.attempts if row.attempted_on]
		self.asked_on = min(days, default=None)

	def check_brokers(self) -> None:
		"""Check the pair against the group's members on the day on which it is chosen."""
		before = self.get_doc_before_save()
		pair = (self.experienced_broker, self.younger_broker)
		if any(pair) and (not before or pair != (before.experienced_broker, before.younger_broker)):
			refuse(rules.check_brokers(*pair, self.members(), getdate()))

	def check_bound(self) -> None:
		"""Refuse to change what was booked."""
		before = self.get_doc_before_save()
		if before and before.workflow_state in rules.BOUND:
			same = all(str(before.get(field)) == str(self.get(field)) for field in BOOKED_FIELDS)
			refuse(None if same else Problem(rules.BOUND_FIELD))

	def check_step(self) -> None:
		"""Check what a new state asks for."""
		before = self.get_doc_before_save()
		if not before or before.workflow_state == self.state:
			return
		if self.state == MatchState.CONTACTED:
			refuse(rules.check_contact(self.plain_attempts()))
		elif self.state == MatchState.CONFIRMED:
			self.confirmed_on = getdate()
		elif self.state == MatchState.CARRIED_OUT:
			refuse(rules.check_outcome(parse_amount(self.hours), parse_amount(self.value)))
			self.carried_out_on = getdate()
		elif self.state == MatchState.FAILED:
			refuse(rules.check_failure(self.reason))
			self.failure_kind = self.failure_kind or rules.kind_of_failure(self.plain_attempts())
			self.failed_on = getdate()

	def take_step(self, before: str | None) -> None:
		"""Let request and ledger follow the step from the state `before`."""
		if self.state == MatchState.CONFIRMED:
			request_steps.mark_brokered(self.request)
			bookings.book(self.offer, cint(self.amount), getdate(self.needed_on))
		elif self.state == MatchState.CARRIED_OUT and not self.others(MatchState.CONFIRMED):
			request_steps.mark_done(self.request)
		elif self.state == MatchState.FAILED and before == MatchState.CONFIRMED:
			self.undo()

	def undo(self) -> None:
		"""Give back what was booked; the request is open again where no other partner has confirmed."""
		bookings.give_back(self.offer, cint(self.amount), getdate(self.needed_on))
		if not self.others(*rules.BOUND):
			request_steps.open_again(self.request)

	def others(self, *states: str) -> bool:
		"""Say whether the request has another match in one of these states."""
		table = frappe.qb.DocType(self.doctype)
		query = (
			frappe.qb.from_(table)
			.select(table.name)
			.where((table.request == self.request) & (table.name != self.name) & table.workflow_state.isin(states))
		)
		return bool(query.limit(1).for_update().run())

	def plain_attempts(self) -> list[rules.Attempt]:
		"""Return the attempts as plain values."""
		return match_todos.plain_attempts(self.attempts)

	def log_attempt(self, outcome: str, way: str, next_on: datetime.date | None, note: str) -> "PartnerMatch":
		"""Add that the partner was called today: a first attempt makes the match contacted, a no lets it fail.

		note: the reason where the partner declines.
		"""
		row = {"attempted_on": getdate(), "way": way, "outcome": outcome, "next_on": next_on, "note": note}
		self.append("attempts", row)
		if outcome == rules.DECLINED:
			self.reason = note
			self.step_to(MatchState.FAILED)
		elif self.state == MatchState.PROPOSED:
			self.step_to(MatchState.CONTACTED)
		return self

	def choose_brokers(self) -> None:
		"""Choose the pair with the fewest open matches, of those who have a user and whose term covers today."""
		self.challenge_group = frappe.db.get_value("Support Request", self.request, "challenge_group")
		if not self.challenge_group:
			return
		rows = frappe.get_all(
			self.doctype,
			filters={"challenge_group": self.challenge_group, "workflow_state": ["in", rules.OPEN]},
			fields=["experienced_broker", "younger_broker"],
			order_by="name asc",
		)
		busy = Counter(user for row in rows for user in row.values() if user)
		self.experienced_broker, self.younger_broker = rules.pair_of(self.members(), busy, getdate())

	def members(self) -> list[Member]:
		"""Return the members of the group as plain values."""
		return frappe.get_doc("Challenge Group", self.challenge_group).plain_members()

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that there is an open match already, also where another user was faster."""
		if self.open_key and "open_key" in str(e):
			refuse(Problem(rules.OPEN_ALREADY), exc=frappe.UniqueValidationError)
		super().show_unique_validation_message(e)


def on_doctype_update() -> None:
	"""Add the indexes of the list page, of a request's and an offer's matches, and of what partners were asked."""
	add_list_index("Partner Match")
	frappe.db.add_index("Partner Match", ["request", "workflow_state"])
	frappe.db.add_index("Partner Match", ["offer"])
	frappe.db.add_index("Partner Match", ["stakeholder", "asked_on"])
	frappe.db.add_index("Partner Match", ["municipality", "asked_on", "stakeholder"])
	for day in ("confirmed_on", "carried_out_on", "failed_on"):
		frappe.db.add_index("Partner Match", ["municipality", day])
