"""What the forms of reviews and calls do about reviewing (F12)."""

import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow
from frappe.utils import cint
from frappe.utils.xlsxutils import make_xlsx

from upj_kooperation.advisory_services import reviewing
from upj_kooperation.advisory_services.doctype.application_review.application_review import is_reviewing
from upj_kooperation.advisory_services.doctype.project_call.project_call import lock_call
from upj_kooperation.advisory_services.report.ranking_of_applications.ranking_of_applications import (
	get_columns,
	get_data,
)
from upj_kooperation.domain import review as rules
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.review import ReviewStatus
from upj_kooperation.permissions import REVIEWER, require_roles
from upj_kooperation.refusals import names_in, refuse

OFFICE = ("Programme Office", "System Manager")
TEXTS = ("motivation", "planned_project")
REVIEWABLE = (ApplicationState.HANDED_IN, ApplicationState.UNDER_REVIEW, ApplicationState.SHORTLISTED)


@frappe.whitelist(methods=["POST"])
def assign_reviewers(
	call: str,
	reviewers: list | str,
	per_application: int | str,
	due_date: str | datetime.date | None = None,
	applications: list | str | None = None,
) -> dict[str, int]:
	"""Assign reviewers to a call's applications, the work spread evenly, and return {"assigned": new reviews}.

	applications: only these; by default all that are handed in or under review. Those handed in come under review.
	Raises PermissionError for others than the programme office, ValidationError in words where a reviewer is unfit.
	"""
	require_roles(*OFFICE)
	frappe.get_doc("Project Call", call).check_permission("write")
	persons, wanted = names_in(reviewers), cint(per_application)
	reviewing.require_reviewers(persons)
	if wanted < 1 or len(persons) < wanted:
		refuse(rules.Problem(rules.TOO_FEW_REVIEWERS, (max(wanted, 1),)))
	# One assignment at a time, so that two of them do not spread the same work.
	lock_call(call)
	if not reviewing.criteria_rows(call, lock=True):
		refuse(rules.Problem(rules.NO_CRITERIA))
	rows = _applications(call, names_in(applications))
	for row in rows:
		if row.workflow_state == ApplicationState.HANDED_IN:
			apply_workflow({"doctype": "Call Application", "name": row.name}, "Start Review")
	pairs = _spread(rows, persons, wanted)
	# Who assigns and reviews cannot look at an application any more once the own review is open: own ones come last.
	for application, reviewer in sorted(pairs, key=lambda pair: pair[1] == frappe.session.user):
		frappe.get_doc(
			{
				"doctype": "Application Review",
				"application": application,
				"reviewer": reviewer,
				"due_date": due_date,
			}
		).insert()
	return {"assigned": len(pairs)}


@frappe.whitelist(methods=["GET"])
def reviewers(txt: str = "") -> list[dict[str, str]]:
	"""Return the users who may review, as {value: user, description: name}, for the programme office alone."""
	require_roles(*OFFICE)
	holders = frappe.get_all(
		"Has Role",
		filters={"parenttype": "User", "role": REVIEWER},
		pluck="parent",
		order_by="parent asc",
	)
	return frappe.get_all(
		"User",
		filters={"name": ["in", holders], "enabled": 1},
		or_filters={"name": ["like", f"%{txt}%"], "full_name": ["like", f"%{txt}%"]},
		fields=["name as value", "full_name as description"],
		order_by="full_name asc, name asc",
		limit=20,
	)


@frappe.whitelist(methods=["GET"])
def application_text(review: str) -> dict[str, Any]:
	"""Return what a reviewer reads of the application: texts, area, size and files, without contact data.

	Raises PermissionError for reviews of others, and where a conflict of interest was declared.
	"""
	application = _application_of(review)
	area = frappe.db.get_value("Programme Area", application.programme_area, "area_name")
	files = frappe.get_all(
		"File",
		filters={"attached_to_doctype": "Call Application", "attached_to_name": application.name, "is_folder": 0},
		fields=["name", "file_name"],
		order_by="creation asc",
	)
	return {
		"title": application.application_title,
		"land": application.land,
		"size_class": _(application.size_class) if application.size_class else "",
		"programme_area": area,
		"texts": [
			{"label": _(application.meta.get_label(field), context="Call Application"), "text": application.get(field)}
			for field in TEXTS
		],
		"files": files,
	}


@frappe.whitelist(methods=["GET"])
def application_file(review: str, file: str) -> None:
	"""Send a file of the application to its reviewer. Raises as `application_text` does."""
	application = _application_of(review)
	name = frappe.db.get_value(
		"File",
		{"name": file, "attached_to_doctype": "Call Application", "attached_to_name": application.name},
	)
	if not name:
		frappe.throw(_("This file does not belong to the application."), frappe.PermissionError)
	doc = frappe.get_doc("File", name)
	frappe.response.update({"filename": doc.file_name, "filecontent": doc.get_content(), "type": "download"})


@frappe.whitelist(methods=["POST"])
def hand_in_review(review: str) -> dict[str, Any]:
	"""Hand a review in, which locks it, and return its score in percent and its status.

	Raises ValidationError in words for missing points, PermissionError for anybody but the reviewer.
	"""
	doc = _locked(review)
	doc.hand_in()
	return {"status": doc.status, "score": doc.score}


@frappe.whitelist(methods=["POST"])
def declare_conflict(review: str, reason: str) -> str:
	"""Declare a conflict of interest: the reviewer no longer sees or scores the application. Returns the status.

	The reviewer declares it, or the programme office that has learnt of it.
	"""
	doc = _locked(review)
	if doc.reviewer != frappe.session.user:
		require_roles(*OFFICE)
	doc.declare_conflict(reason)
	return doc.status


@frappe.whitelist(methods=["POST"])
def reopen_review(review: str, reason: str) -> str:
	"""Open a review that was handed in again; the programme office does, with a reason. Returns the status."""
	require_roles(*OFFICE)
	doc = _locked(review)
	doc.reopen(reason)
	return doc.status


def _locked(review: str) -> Any:
	# Call before review, always in this order: a change of the criteria waits for the first review, and the other way.
	call = frappe.db.get_value("Application Review", review, "call")
	if call:
		lock_call(call)
	doc = frappe.get_doc("Application Review", review, for_update=True)
	doc.check_permission("write")
	return doc


def _application_of(review: str) -> Any:
	doc = frappe.get_doc("Application Review", review)
	doc.check_permission("read")
	application = frappe.get_doc("Call Application", doc.application)
	if not is_reviewing(doc):
		if doc.reviewer == frappe.session.user:
			frappe.throw(_(rules.IS_EXCLUDED), frappe.PermissionError, title=_("Not Permitted"))
		application.check_permission("read")
	return application


def _applications(call: str, names: list[str]) -> list[frappe._dict]:
	filters: dict[str, Any] = {"call": call, "workflow_state": ["in", list(REVIEWABLE)]}
	if names:
		filters["name"] = ["in", names]
	# Locking reads: another assignment may have ended since this transaction began to read.
	rows = frappe.db.get_values(
		"Call Application",
		filters,
		["name", "workflow_state", "municipality"],
		as_dict=True,
		order_by="submitted_on asc, name asc",
		for_update=True,
	)
	seen = frappe.get_list(
		"Call Application", filters={"call": call}, pluck="name", order_by="name asc", limit_page_length=0
	)
	return [row for row in rows if row.name in set(seen)]


def _spread(rows: list[frappe._dict], persons: list[str], wanted: int) -> list[tuple[str, str]]:
	reviews = frappe.db.get_values(
		"Application Review",
		{"application": ["in", [row.name for row in rows]]},
		["application", "reviewer", "status"],
		as_dict=True,
		for_update=True,
	)
	existing = {(row.application, row.reviewer) for row in reviews if row.status != ReviewStatus.CONFLICT}
	excluded = {(row.application, row.reviewer) for row in reviews if row.status == ReviewStatus.CONFLICT}
	towns = {person: reviewing.own_towns(person) for person in persons}
	excluded |= {(row.name, person) for row in rows for person in persons if row.municipality in towns[person]}
	return rules.spread_reviews([row.name for row in rows], persons, wanted, existing, excluded)


@frappe.whitelist(methods=["GET"])
def export_ranking(call: str) -> None:
	"""Send the ranking of a call as XLSX, as far as the user may see it. Texts are never formulas."""
	if not frappe.has_permission("Application Review", "export"):
		frappe.throw(_("You may not export reviews."), frappe.PermissionError)
	frappe.get_doc("Project Call", call).check_permission("read")
	columns = get_columns()
	rows = [[row.get(column["fieldname"]) for column in columns] for row in get_data(frappe._dict(call=call))]
	book = make_xlsx([[column["label"] for column in columns], *rows], _("Ranking"))
	frappe.response.update({"filename": f"{call}.xlsx", "filecontent": book.getvalue(), "type": "binary"})
