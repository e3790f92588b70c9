import frappe
from frappe import _
from frappe.utils import cint, escape_html, flt, now_datetime

from upj_kooperation.advisory_services import reviewing
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import review as rules
from upj_kooperation.domain.review import ReviewStatus
from upj_kooperation.domain.selection import RoundState
from upj_kooperation.refusals import refuse


class ApplicationReview(CooperationDocument):
	"""A reviewer's scores for one application, or the conflict of interest that was declared (F12)."""

	def validate(self) -> None:
		"""Check the assignment once, and each change against the state of the review."""
		if not (self.application and self.reviewer):
			# Frappe names the missing fields after this.
			return
		if self.is_new():
			self.check_assignment()
		elif not self.flags.step:
			self.check_change()
		if self.status in rules.OPEN_STATUSES:
			self.take_over_criteria()
			refuse(rules.check_points(self.given()))

	def after_insert(self) -> None:
		"""Give the reviewer a to-do."""
		reviewing.open_todo(self)

	def on_trash(self) -> None:
		"""Refuse to take away what a reviewer said; an assignment without it may go."""
		if self.status not in (ReviewStatus.ASSIGNED,):
			frappe.throw(_("Only a review that nobody has worked on is deleted. This one stays on record."))
		reviewing.close_todos(self.name)

	def check_assignment(self) -> None:
		"""Refuse a review of an application that is not under review, or by somebody who may not review it."""
		application = frappe.db.get_value(
			"Call Application",
			self.application,
			["application_title", "workflow_state", "municipality"],
			as_dict=True,
		)
		refuse(rules.check_under_review(application.application_title, application.workflow_state))
		reviewing.require_reviewers([self.reviewer])
		if application.municipality in reviewing.own_towns(self.reviewer):
			refuse(rules.Problem(rules.WORKS_FOR_APPLICANT, (self.reviewer, application.application_title)))
		self.review_title = application.application_title
		self.review_key = rules.review_key(self.application, self.reviewer)
		# Points and comment are the reviewer's alone.
		self.update({"scores": [], "comment": None})

	def check_change(self) -> None:
		"""Refuse a change to a locked review, and points or words by anybody but the reviewer."""
		if not self._changed_by_client():
			return
		refuse(rules.check_editable(self._doc_before_save.status))
		if _judgement(self) != _judgement(self._doc_before_save):
			self.require_reviewer()

	def require_reviewer(self) -> None:
		"""Raise PermissionError unless the session's user is the reviewer."""
		if frappe.session.user != self.reviewer:
			frappe.throw(
				_("Only {0} gives points and comments in this review.").format(escape_html(self.reviewer)),
				frappe.PermissionError,
				title=_("Not Permitted"),
			)

	def take_over_criteria(self, lock: bool = False) -> None:
		"""Bring the rows in step with the call's criteria; points stay with their criterion."""
		given = {row.criterion: row for row in self.scores}
		rows = []
		for criterion in reviewing.criteria_rows(self.call, lock):
			kept = given.get(criterion.criterion)
			rows.append(
				{
					**{key: criterion[key] for key in ("criterion", "description", "weight", "highest")},
					"points": kept.points if kept else 0,
					"remark": kept.remark if kept else None,
					"name": kept.name if kept else None,
				}
			)
		if [_row(row) for row in self.scores] != [_row(frappe._dict(row)) for row in rows]:
			self.set("scores", rows)

	def given(self) -> list[rules.Score]:
		"""Return the points as plain values."""
		return [rules.Score(reviewing.as_criterion(row), cint(row.points)) for row in self.scores]

	def hand_in(self) -> None:
		"""Lock the review with its score. Whoever calls holds the call's lock."""
		self.require_reviewer()
		refuse(rules.check_editable(self.status))
		self.require_open_procedure()
		self.take_over_criteria(lock=True)
		scores = self.given()
		refuse(rules.check_hand_in(self.status, scores))
		self.take_step(
			status=ReviewStatus.HANDED_IN,
			handed_in_on=now_datetime().replace(microsecond=0),
			score=float(rules.rounded(rules.exact_score(scores))),
		)
		reviewing.close_todos(self.name)

	def require_open_procedure(self) -> None:
		"""Refuse where the application is decided or put up for decision. Whoever calls holds the call's lock."""
		state = frappe.db.get_value("Call Application", self.application, "workflow_state", for_update=True)
		refuse(rules.check_under_review(self.review_title, state))
		proposed = {"call": self.call, "workflow_state": RoundState.PROPOSED}
		if frappe.db.get_value("Selection Round", proposed, "name", for_update=True):
			refuse(rules.Problem(rules.ROUND_IS_ON))

	def declare_conflict(self, reason: str) -> None:
		"""Exclude the reviewer from this application; what was scored so far no longer counts."""
		refuse(rules.check_conflict(self.status, reason))
		self.update({"comment": None})
		for row in self.scores:
			row.update({"points": 0, "remark": None})
		self.take_step(status=ReviewStatus.CONFLICT, conflict_reason=reason, score=0, handed_in_on=None)
		reviewing.close_todos(self.name)

	def reopen(self, reason: str) -> None:
		"""Open a review again; who did it, when and why stays in the record and on its timeline."""
		refuse(rules.check_reopen(self.status, reason))
		self.require_open_procedure()
		self.take_step(
			status=ReviewStatus.REOPENED,
			reopen_reason=reason,
			reopened_by=frappe.session.user,
			reopened_on=now_datetime().replace(microsecond=0),
			handed_in_on=None,
			score=0,
			reminded_on=None,
		)
		self.add_comment("Info", _("Reopened: {0}").format(escape_html(reason)))
		reviewing.open_todo(self)

	def take_step(self, **values: object) -> None:
		"""Save a step of the procedure."""
		self.record(**values)
		self.flags.step = True
		self.save()
		self.flags.step = False

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that there is one review for each application and reviewer."""
		frappe.throw(
			_("{0} is a reviewer of this application already.").format(escape_html(self.reviewer)),
			frappe.UniqueValidationError,
			title=_("One Review for each Reviewer"),
		)


def is_reviewing(review: ApplicationReview) -> bool:
	"""Say whether the session's user is the reviewer and not excluded by a conflict of interest."""
	return review.reviewer == frappe.session.user and review.status != ReviewStatus.CONFLICT


def _judgement(review: ApplicationReview) -> tuple:
	return (review.comment or "", [(row.criterion, cint(row.points), row.remark or "") for row in review.scores])


def _row(row: frappe._dict) -> tuple:
	return (row.name, row.criterion, row.description or "", flt(row.weight), cint(row.highest))


def on_doctype_update() -> None:
	"""Add the indexes of the list page, of a reviewer's own list, and of the question what is closed to a reviewer."""
	add_list_index("Application Review")
	frappe.db.add_index("Application Review", ["reviewer", "modified"])
	frappe.db.add_index("Application Review", ["reviewer", "status"])
