from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from upj_kooperation.advisory_services.doctype.project_call.project_call import lock_call
from upj_kooperation.advisory_services.ranking import ranked_applications
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import selection as rules
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.ranking import TIE_RULE
from upj_kooperation.domain.selection import RoundState
from upj_kooperation.refusals import refuse, refuse_all

TITLE_LENGTH = 140
# What a round decides about; other states were decided before it.
CANDIDATE_STATES = (ApplicationState.UNDER_REVIEW, ApplicationState.SHORTLISTED)
FIGURES = ("rank", "mean", "deviation", "lowest", "highest", "reviews", "missing", "conflicts", "tied")
ABOUT = ("application", "municipality_name", "land", "size_class")


class SelectionRound(CooperationDocument):
	"""The ranking of a call, frozen on a day, and the decision about all its applications at once (F13)."""

	def check_if_latest(self) -> None:
		"""Lock the call before its round, always in this order: decisions about one call come one after the other."""
		if not self.is_new() and isinstance(self.call, str):
			self.flags.call_terms = lock_call(self.call)
		super().check_if_latest()

	def validate(self) -> None:
		"""Check what the step that is taken asks for."""
		if not self.call:
			# Frappe names the missing field after this.
			return
		before = self.state_before()
		if self.is_new() or self.flags.freezing:
			self.freeze()
		else:
			self.check_change(before)
		if self.moves_to(RoundState.PROPOSED):
			self.propose()
		elif self.moves_to(RoundState.DECIDED):
			self.check_decision()
		elif self.moves_to(RoundState.DRAFT):
			self.proposed_by = None
		self.open_key = None if self.workflow_state == RoundState.DECIDED else self.call

	def on_update(self) -> None:
		"""Carry the decision out for all applications, or for none."""
		if self.moves_to(RoundState.DECIDED):
			self.carry_out()

	def on_trash(self) -> None:
		"""Refuse to take away a decision."""
		if self.workflow_state == RoundState.DECIDED:
			refuse(rules.Problem(rules.IS_DECIDED))

	def state_before(self) -> str | None:
		"""Return the state as it is stored; None for a new round."""
		return self._doc_before_save.workflow_state if self._doc_before_save else None

	def moves_to(self, state: str) -> bool:
		"""Say whether this save takes the round into `state`."""
		return self.workflow_state == state != self.state_before()

	def call_terms(self) -> frappe._dict:
		"""Return the call's terms as they are now, and hold its lock."""
		if not self.flags.call_terms:
			self.flags.call_terms = lock_call(self.call)
		return self.flags.call_terms or frappe.throw(_("Choose the call."), frappe.MandatoryError)

	def freeze(self) -> None:
		"""Take over the ranking as it is now; decisions and reasons stay with their application."""
		terms = self.call_terms()
		kept = {row.application: row for row in self.candidates}
		rows = ranked_applications(self.call, CANDIDATE_STATES, lock=True)
		if not rows:
			refuse(rules.Problem(rules.NOTHING_TO_DECIDE))
		self.set("candidates", [])
		for row in rows:
			known = kept.get(row["application"])
			values = {key: row[key] for key in (*ABOUT, *FIGURES)}
			if known and not self.is_new():
				values.update(decision=known.decision, reason=known.reason)
			self.append("candidates", values)
		self.round_title = f"{terms.call_title}"[:TITLE_LENGTH]
		self.frozen_on = now_datetime().replace(microsecond=0)
		self.places, self.places_taken = terms.places, terms.places_taken

	def freeze_again(self) -> None:
		"""Bring the ranking up to date, as long as the round is a draft."""
		if self.workflow_state != RoundState.DRAFT:
			refuse(rules.Problem(self.why_closed(self.workflow_state)))
		self.flags.freezing = True
		self.save()
		self.flags.freezing = False

	def check_change(self, before: str | None) -> None:
		"""Refuse rows that are not the ranking's, and changes to what was put up for decision or decided."""
		if [row.name for row in self.candidates] != [row.name for row in self._doc_before_save.candidates]:
			frappe.throw(_(rules.ROWS_ARE_FIXED))
		if before != RoundState.DRAFT and self._changed_by_client():
			refuse(rules.Problem(self.why_closed(before)))

	@staticmethod
	def why_closed(state: str | None) -> str:
		"""Return the message for a round that is no draft any more."""
		return rules.IS_DECIDED if state == RoundState.DECIDED else rules.IS_PROPOSED

	def plain_candidates(self) -> list[rules.Candidate]:
		"""Return the rows as plain values; their names are fit for messages and stand once."""
		return [
			rules.Candidate(
				cint(row.rank),
				f"{row.municipality_name} ({row.application})",
				row.decision or "",
				row.reason,
				row.land or "",
				row.size_class or "",
			)
			for row in self.candidates
		]

	def spread_by(self, field: str) -> list[dict[str, Any]]:
		"""Return how applications and decisions are spread over "land" or "size_class", for form and print."""
		keys = ("value", "applied", "selected", "waitlisted")
		rows = [dict(zip(keys, row, strict=True)) for row in rules.spread(self.plain_candidates(), field)]
		return [{**row, "value": _(row["value"]) if row["value"] else "–"} for row in rows]

	def tie_rule(self) -> str:
		"""Return the rule for equal means, for the print."""
		return _(TIE_RULE)

	def propose(self) -> None:
		"""Refuse a round that is incomplete, takes too many, leaves the order without a reason, or is out of date."""
		terms = self.call_terms()
		refuse_all(rules.check_proposal(self.plain_candidates(), terms.places, terms.places_taken))
		self.require_current_ranking()
		self.proposed_by = frappe.session.user

	def check_decision(self) -> None:
		"""Check the places and the ranking once more, and that another person decides."""
		if self.proposed_by == frappe.session.user:
			frappe.throw(_(rules.PROPOSED_YOURSELF), frappe.PermissionError, title=_("Not Permitted"))
		terms = self.call_terms()
		refuse(rules.check_places(self.plain_candidates(), terms.places, terms.places_taken))
		self.require_current_ranking()
		self.decided_by, self.decided_on = frappe.session.user, now_datetime().replace(microsecond=0)
		positions = rules.waitlist_positions(self.plain_candidates(), first=last_position(self.call) + 1)
		for row, plain in zip(self.candidates, self.plain_candidates(), strict=True):
			row.waitlist_position = positions.get(plain.name)

	def require_current_ranking(self) -> None:
		"""Refuse a ranking that reviews or applications have left behind."""
		now = ranked_applications(self.call, CANDIDATE_STATES, lock=True)
		if [_figures(row) for row in now] != [_figures(row) for row in self.candidates]:
			refuse(rules.Problem(rules.RANKING_CHANGED, (frappe.utils.get_datetime(self.frozen_on),)))

	def carry_out(self) -> None:
		"""Take every application into the state that was decided; whatever fails undoes all of it."""
		for row in self.candidates:
			application = frappe.get_doc("Call Application", row.application, for_update=True)
			application.record(
				selection_round=self.name, ranking_place=row.rank, waitlist_position=row.waitlist_position
			)
			application.workflow_state = row.decision
			application.save()

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that a call has one open round at a time."""
		first = frappe.db.get_value("Selection Round", {"open_key": self.open_key}, "name", for_update=True)
		frappe.throw(
			_(rules.ONE_OPEN_ROUND).format(first or ""), frappe.UniqueValidationError, title=_("Selection Round")
		)


def last_position(call: str) -> int:
	"""Return the last position on a call's waitlist that earlier rounds gave."""
	rows = frappe.db.get_values(
		"Call Application", {"call": call}, ["waitlist_position"], as_dict=True, for_update=True
	)
	return max((cint(row.waitlist_position) for row in rows), default=0)


def _figures(row: dict[str, Any]) -> tuple:
	return (row.get("application"), *(_plain(row.get(key)) for key in FIGURES))


def _plain(value: Any) -> float:
	return round(float(value or 0), 2)


def on_doctype_update() -> None:
	"""Rounds are few: the index on the call is enough."""
	add_list_index("Selection Round")
