from typing import Any

import frappe
from frappe.utils import getdate

from upj_kooperation.council_affairs import numbering
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import council_paper as rules
from upj_kooperation.domain import paper_number
from upj_kooperation.domain.council_paper import Paper
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse, refuse_all


class CouncilPaper(CooperationDocument):
	"""A paper for the council: drafted, released, put on a meeting's agenda, noted or decided, followed up (F42)."""

	def validate(self) -> None:
		self.set_reference_key()
		self.check_subjects()
		self.check_period()
		self.check_locked_fields()
		self.check_predecessor()
		self.give_number()
		self.check_step()
		self.refuse_taken_reference()

	def on_trash(self) -> None:
		self.refuse_to_lose_files()

	def db_insert(self, *args: Any, **kwargs: Any) -> None:
		"""Insert; a reference that another connection took meanwhile is refused in words."""
		try:
			super().db_insert(*args, **kwargs)
		except frappe.UniqueValidationError:
			self._refuse_reference_taken_meanwhile()

	def db_update(self) -> None:
		"""Update; a reference that another connection took meanwhile is refused in words."""
		try:
			super().db_update()
		except frappe.UniqueValidationError:
			self._refuse_reference_taken_meanwhile()

	def set_reference_key(self) -> None:
		"""Tidy the reference, and set the key that is unique for each municipality."""
		self.reference = rules.normalise_reference(self.reference)
		self.reference_key = rules.reference_key(self.municipality, self.reference)

	def check_subjects(self) -> None:
		"""Refuse a programme area, project, agreement or gift of another municipality."""
		for field in ("programme_area", "cooperation_project", "cooperation_agreement", "sponsorship"):
			name, doctype = self.get(field), self.meta.get_field(field).options
			if not name or not self.has_value_changed(field):
				continue
			if frappe.db.get_value(doctype, name, "municipality") != self.municipality:
				refuse(
					Problem(rules.FOREIGN_AREA, (name,))
					if field == "programme_area"
					else Problem(rules.FOREIGN_SUBJECT, (doctype, name))
				)

	def check_period(self) -> None:
		"""Refuse a crossed or half reporting period."""
		refuse_all(rules.check_period(_day(self.period_start), _day(self.period_end)))

	def check_locked_fields(self) -> None:
		"""Refuse changes to what the council was handed."""
		state = self._state_before()
		before = self.get_doc_before_save()
		if before and before.number_range and self._differs("reference"):
			refuse(Problem(paper_number.NUMBER_FIXED, (before.reference,)))
		changed = [field for field in rules.locked_fields(state, before and before.outcome) if self._differs(field)]
		refuse_all(Problem(rules.LOCKED, (self.meta.get_label(field), state)) for field in changed)

	def check_predecessor(self) -> None:
		"""Refuse a predecessor of another municipality and a chain that runs in a circle."""
		if not self.predecessor or not self.has_value_changed("predecessor"):
			return
		# Two papers made each other's predecessor at the same time would close a circle: one waits for the other.
		frappe.db.get_value("Municipality", self.municipality, "name", for_update=True)
		papers = frappe.db.get_values(
			"Council Paper",
			{"municipality": self.municipality},
			["name", "predecessor"],
			as_dict=True,
			order_by="creation asc",
			for_update=True,
		)
		refuse_all(
			rules.check_predecessor(
				None if self.is_new() else self.name, self.predecessor, {row.name: row.predecessor for row in papers}
			)
		)

	def give_number(self) -> None:
		"""At the release, count a paper without a reference; a release that fails afterwards counts nothing."""
		if self.reference or (self._state_before(), self.workflow_state) != (rules.DRAFT, rules.RELEASED):
			return
		given = numbering.next_number(self.municipality, self.meeting_body or "", getdate(self.paper_date).year)
		if given:
			self.record(reference=given[1], number_range=given[0])
			self.set_reference_key()

	def check_step(self) -> None:
		"""Refuse a step of the procedure while something is missing for it."""
		before, after = self._state_before(), self.workflow_state or rules.DRAFT
		paper = self._plain(with_successor=before != after == rules.FOLLOWED_UP)
		reasons = rules.check_step(paper, before, after, getdate())
		if before == after == rules.SCHEDULED:
			reasons = rules.check_schedule(paper)
		refuse_all(reasons)

	def refuse_taken_reference(self) -> None:
		"""Refuse a reference that another paper of the municipality has."""
		if not self.reference_key or not self.has_value_changed("reference_key"):
			return
		taken = frappe.db.get_value(
			"Council Paper", {"reference_key": self.reference_key, "name": ["!=", self.name or ""]}, "name"
		)
		if taken:
			refuse(Problem(rules.TAKEN, (self.reference, taken)), exc=frappe.UniqueValidationError)

	def refuse_to_lose_files(self) -> None:
		"""Refuse to delete what has left the draft, and what would leave a gap in the count."""
		if not rules.may_be_deleted(self.workflow_state):
			refuse(Problem(rules.KEPT, (self.workflow_state,)))
		if self.number_range:
			refuse(Problem(paper_number.NUMBER_KEPT, (self.reference,)))

	def _refuse_reference_taken_meanwhile(self) -> None:
		frappe.clear_last_message()
		taken = frappe.db.get_value("Council Paper", {"reference_key": self.reference_key}, "name", for_update=True)
		refuse(Problem(rules.TAKEN, (self.reference or "", taken or "")), exc=frappe.UniqueValidationError)

	def _state_before(self) -> str:
		before = self.get_doc_before_save()
		return (before.workflow_state if before else None) or rules.DRAFT

	def _differs(self, field: str) -> bool:
		before = self.get_doc_before_save()
		if field == "facts":
			return [_fact(row) for row in self.facts] != [_fact(row) for row in before.facts]
		if self.meta.get_field(field).fieldtype == "Date":
			return _day(self.get(field)) != _day(before.get(field))
		return (self.get(field) or "") != (before.get(field) or "")

	def _plain(self, with_successor: bool) -> Paper:
		return Paper(
			paper_type=self.paper_type,
			reference=self.reference,
			body=self.body,
			has_facts=bool(self.facts),
			proposal=self.proposal,
			paper_date=_day(self.paper_date),
			meeting_body=self.meeting_body,
			meeting_date=_day(self.meeting_date),
			result=self.result,
			outcome=self.outcome,
			has_successor=with_successor and bool(frappe.db.exists("Council Paper", {"predecessor": self.name})),
		)


def on_doctype_update() -> None:
	"""Give the list page its index."""
	add_list_index("Council Paper")


def _day(value: Any) -> Any:
	return getdate(value) if value else None


def _fact(row: Any) -> tuple[str, ...]:
	return tuple(row.get(field) or "" for field in ("chapter", "fact", "figure", "source_doctype", "source_name"))
