import frappe
from frappe import _
from frappe.utils import cint, getdate, now_datetime

from upj_kooperation import guests
from upj_kooperation.boards import ask_for_reason, is_dragged
from upj_kooperation.challenge_brokering import found_partners, request_mails, request_todos
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import request_criteria as criteria_rules
from upj_kooperation.domain import support_request as rules
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.domain.values import Problem
from upj_kooperation.domain.visitor import check_lengths
from upj_kooperation.refusals import in_words, refuse
from upj_kooperation.stakeholder_relations.lookups import as_date, refuse_foreign_areas

# What must be said before a request is sent in, besides the kinds of support.
REQUIRED = (
	*("request_title", "organisation_name", "need", "quantity", "needed_by", "field_of_action"),
	*("public_benefit", "partner_benefit", "otherwise"),
)


# What a visitor writes, besides the kinds of support.
ANSWERS = (*REQUIRED, "programme_area", "contact_person", "contact_email", "contact_phone")
LONG_ANSWERS = ("need", "public_benefit", "partner_benefit", "otherwise")


class SupportRequest(CooperationDocument):
	"""What a nonprofit asks companies for, from its first draft to what came of it (F31).

	Visitors have no rights on groups, areas and stakeholders. They write here, each one record, by its secret link.
	"""

	def onload(self) -> None:
		"""Tell the form who was found for the request."""
		self.set_onload("good_partners", found_partners.summary([self.name]).get(self.name))

	def validate(self) -> None:
		"""Take over the group's municipality, check what is asked for, and take the step that the state has made."""
		if not self.challenge_group:
			return
		self.municipality = self.group().municipality
		refuse_foreign_areas(self.municipality, [self.programme_area])
		refuse(check_lengths({self.label(field): self.get(field) for field in LONG_ANSWERS}))
		for row in self.questions:
			refuse(check_lengths({self.label("questions"): row.answer}))
		self.keep_checks()
		# Named twice, a kind would count twice in the balance of the year.
		self.set("kinds", list({row.kind: row for row in self.kinds}.values()))
		self.date_questions()
		self.check_step()
		if self.kinds_are_new():
			self.check_kinds()

	def on_update(self) -> None:
		"""Keep the coordinator's to-do true."""
		request_todos.follow(self)

	def on_trash(self) -> None:
		"""Take the coordinator's to-do and who was found for the request along."""
		request_todos.forget(self.name)
		found_partners.forget(request=self.name)

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Let nobody stand twice for a request into which another one was merged; the next run finds them anew."""
		if merge:
			found_partners.forget(request=new)

	def group(self) -> frappe._dict:
		"""Return what the request's group says: municipality, status, published, money_allowed, coordinator."""
		fields = ["municipality", "status", "published", "money_allowed", "coordinator"]
		return frappe.db.get_value("Challenge Group", self.challenge_group, fields, as_dict=True) or frappe._dict()

	def step(self) -> tuple[str | None, str]:
		"""Return the states before and after this save; before is None for a new record."""
		before = self.get_doc_before_save()
		return before.workflow_state if before else None, self.workflow_state or RequestState.DRAFT

	def check_step(self) -> None:
		"""Check what a new state asks for, and date it."""
		before, after = self.step()
		if before is None:
			refuse(rules.check_group(self.group().status, published=False, by_visitor=False))
		# Open again: what was accepted once is accepted still.
		if before in (None, after) or (before, after) == (RequestState.BROKERED, RequestState.ACCEPTED):
			return
		checks = {
			RequestState.RECEIVED: self.take_in,
			RequestState.RETURNED: lambda: refuse(rules.check_return([row.answer for row in self.questions])),
			RequestState.ACCEPTED: self.accept,
			RequestState.DECLINED: lambda: self.check_reason(self.decision_reason),
			RequestState.DONE: lambda: self.update({"done_on": getdate()}),
			RequestState.VALUED: lambda: refuse(rules.check_valuation(self.valuation)),
			RequestState.WITHDRAWN: lambda: self.check_reason(self.withdrawal_reason),
		}
		if check := checks.get(after):
			check()
		self.tell()

	def check_reason(self, reason: str | None) -> None:
		"""Refuse a step without a reason; who has dragged a card is asked for it."""
		problem = rules.check_reason(reason)
		if problem and is_dragged():
			step = {"request": self.name, "state": self.workflow_state}
			ask_for_reason(in_words(problem), "upj_kooperation.requests.state_reason", **step)
		refuse(problem)

	def tell(self) -> None:
		"""Mail the organisation what the new state means for it; the link to its page is there from the receipt on."""
		before, after = self.step()
		last_day = rules.link_expires_on(getdate(), as_date(self.needed_by), received=True)
		if self.link_hash:
			self.link_expires_on = last_day
		elif self.contact_email:
			guests.new_link(self, last_day)
		if after != RequestState.RECEIVED:
			request_mails.tell(self, after)
		elif before == RequestState.DRAFT:
			request_mails.tell(self, request_mails.CONFIRMATION)

	def take_in(self) -> None:
		"""Take in a draft that is complete and in time, with the group's criteria; or answers to all questions."""
		if self.step()[0] == RequestState.RETURNED:
			refuse(rules.check_answers([(row.question, row.answer) for row in self.questions]))
			return
		group = self.group()
		refuse(rules.check_group(group.status, published=False, by_visitor=False))
		answers = {self.label(field): self.get(field) and str(self.get(field)) for field in REQUIRED}
		answers[self.label("kinds")] = "".join(row.kind or "" for row in self.kinds)
		refuse(rules.check_complete(answers))
		refuse(rules.check_receipt(getdate(self.needed_by), getdate()))
		self.check_kinds()
		self.copy_criteria()
		self.received_on = now_datetime().replace(microsecond=0)

	def accept(self) -> None:
		"""Accept what meets the group's criteria and can still be had in time, of an organisation that we know."""
		refuse(criteria_rules.check_acceptance(self.plain_checks()))
		refuse(rules.check_day_of_acceptance(getdate(self.needed_by), getdate()))
		self.check_kinds()
		refuse(None if self.stakeholder else Problem(rules.NO_STAKEHOLDER))
		self.accepted_on = getdate()

	def check_kinds(self) -> None:
		"""Refuse kinds of support that the group does not broker or that are no longer used."""
		names = [row.kind for row in self.kinds if row.kind]
		kinds = frappe.get_all(
			"Support Kind",
			filters={"name": ["in", names]},
			fields=["name", "is_money", "enabled"],
			order_by="name asc",
		)
		plain = [rules.Kind(kind.name, bool(kind.is_money), bool(kind.enabled)) for kind in kinds]
		refuse(rules.check_kinds(plain, bool(cint(self.group().money_allowed))))

	def kinds_are_new(self) -> bool:
		"""Say whether this save changes the kinds of support; a group that changes its mind changes no old request."""
		before = self.get_doc_before_save()
		return {row.kind for row in self.kinds} != {row.kind for row in before.kinds if before} if before else True

	def keep_checks(self) -> None:
		"""Refuse to add criteria to the request's list or to take some out; a draft has none yet."""
		before = self.get_doc_before_save()
		stored = [row.name for row in before.checks] if before else []
		refuse(criteria_rules.check_rows(stored, [row.name or "" for row in self.checks]))

	def copy_criteria(self) -> None:
		"""Copy the group's criteria that are not there yet."""
		criteria = [
			criteria_rules.Criterion(row.criterion, row.question, bool(cint(row.required)))
			for row in frappe.get_all(
				"Challenge Criterion",
				filters={"parent": self.challenge_group, "parenttype": "Challenge Group"},
				fields=["criterion", "question", "required"],
				order_by="idx asc",
			)
		]
		for one in criteria_rules.to_copy(criteria, self.plain_checks()):
			self.append("checks", {**one._asdict(), "required": int(one.required), "answer": criteria_rules.OPEN})

	def plain_checks(self) -> list[criteria_rules.Check]:
		"""Return the criteria with their answers as plain values."""
		return [criteria_rules.Check(row.criterion, bool(cint(row.required)), row.answer) for row in self.checks]

	def date_questions(self) -> None:
		"""Date new questions, and answers that were not there before."""
		for row in self.questions:
			now = now_datetime().replace(microsecond=0)
			row.asked_on = row.asked_on or now
			row.answered_on = (row.answered_on or now) if row.answer else None

	def new_link(self) -> None:
		"""Give the record a secret link that is valid as long as it is needed."""
		received = (self.workflow_state or RequestState.DRAFT) != RequestState.DRAFT
		guests.new_link(self, rules.link_expires_on(getdate(), as_date(self.needed_by), received))

	def link(self) -> str:
		"""Return the path that opens this record for whoever has it."""
		return f"/anfrage/{guests.token_of(self)}"

	def standing(self) -> rules.Standing:
		"""Return where the request stands, for its to-do."""
		return rules.Standing(
			self.workflow_state,
			as_date(self.received_on),
			max((getdate(row.asked_on) for row in self.questions if row.asked_on), default=None),
			as_date(self.accepted_on),
			as_date(self.needed_by),
			as_date(self.done_on),
		)

	def label(self, fieldname: str) -> str:
		"""Return a field's label in the user's language."""
		return _(self.meta.get_label(fieldname), context=self.doctype)


def on_doctype_update() -> None:
	"""Add the indexes of the list page, of what is open in a town, and of the balance of a year."""
	add_list_index("Support Request")
	frappe.db.add_index("Support Request", ["municipality", "workflow_state"])
	frappe.db.add_index("Support Request", ["municipality", "received_on"])
