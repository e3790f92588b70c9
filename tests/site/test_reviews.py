"""Reviewing the applications of 2016: who scores what, who sees whose scores, what a conflict of interest closes."""

import io
import json
from collections.abc import Callable
from typing import Any

import frappe
import openpyxl
import pytest
from entry_points import INTRUSIONS, READERS, acting_as, by_export, by_print, call, is_allowed
from factories import NIENBURG, ensure_municipality, ensure_user, make_application, make_call, take_steps
from frappe.core.doctype.file.utils import find_file_by_url
from frappe.desk.query_report import run
from frappe.model.document import Document
from queries import queries_of
from snapshots import names_in, remove_new
from test_calls import at
from test_permissions_doors import private_file

from upj_kooperation.api import reviews

OFFICE, COLLEAGUE = "pola@agentur.example", "paul@agentur.example"
RITA, RUDI = "rita@hochschule.example", "rudi@verband.example"
MANAGER = "kira@nienburg.example"
TOWNS = ((NIENBURG, "Nienburg/Weser"), ("09462000", "Bayreuth"), ("05315000", "Köln"))
CRITERIA = [
	{"criterion": "Konzept", "weight": 3, "highest": 10, "description": "Ist das Vorhaben konkret?"},
	{"criterion": "Partner", "weight": 1, "highest": 5},
]
REPORT = "Ranking of Applications"


def make_call_2016() -> Document:
	"""Make the call with criteria, and three applications that were handed in."""
	ensure_user(OFFICE, "Programme Office")
	ensure_user(COLLEAGUE, "Programme Office", "Call Reviewer")
	ensure_user(RITA, "Call Reviewer")
	ensure_user(RUDI, "Call Reviewer")
	with at("2016-01-11 09:00"):
		made = make_call(criteria=CRITERIA)
	with at("2016-02-15 10:00"):
		for key, name in TOWNS:
			ensure_municipality(key, name)
			take_steps(make_application(made.name, key, "Nordertor"), "Hand In")
	return made


@pytest.fixture
def call_2016() -> Document:
	return make_call_2016()


def application_of(made: Document, town: str = NIENBURG) -> str:
	return frappe.db.get_value("Call Application", {"call": made.name, "municipality": town})


def assign(made: Document, *reviewers: str, per_application: int = 2, **options: Any) -> int:
	"""Assign as the office does."""
	with at("2016-03-21 10:00", OFFICE):
		return reviews.assign_reviewers(made.name, list(reviewers), per_application, "2016-04-15", **options)[
			"assigned"
		]


def review_of(application: str, reviewer: str) -> Document:
	return frappe.get_doc("Application Review", {"application": application, "reviewer": reviewer})


def score(review: Document, *points: int, hand_in: bool = True) -> Document:
	"""Give points as the reviewer does."""
	with at("2016-04-01 10:00", review.reviewer):
		doc = frappe.get_doc("Application Review", review.name)
		for row, given in zip(doc.scores, points, strict=True):
			row.points = given
		doc.comment = "Überzeugt im Kern."
		doc.save()
		if hand_in:
			reviews.hand_in_review(doc.name)
	return frappe.get_doc("Application Review", review.name)


def ranking(made: Document, user: str) -> list[dict]:
	"""Return the rows of the report for a user; none where it is refused."""
	result: list[dict] = []
	with acting_as(user):
		is_allowed(lambda: result.append(run(REPORT, filters={"call": made.name}, ignore_prepared_report=True)))
	return [row for answer in result for row in answer["result"]]


def test_reviews_are_spread_evenly_and_come_with_a_todo(call_2016: Document):
	assert assign(call_2016, RITA, RUDI, COLLEAGUE) == 6
	rows = frappe.get_all(
		"Application Review", filters={"call": call_2016.name}, fields=["*"], order_by="application asc"
	)
	assert sorted(row.reviewer for row in rows) == sorted([RITA, RUDI, COLLEAGUE] * 2)
	assert {row.municipality for row in rows} == {key for key, _name in TOWNS}
	assert set(frappe.get_all("Call Application", {"call": call_2016.name}, pluck="workflow_state")) == {"Under Review"}
	todos = frappe.get_all(
		"ToDo", filters={"reference_type": "Application Review", "status": "Open"}, fields=["allocated_to", "date"]
	)
	assert sorted(todo.allocated_to for todo in todos) == sorted(row.reviewer for row in rows)
	assert {str(todo.date) for todo in todos} == {"2016-04-15"}
	assert assign(call_2016, RITA, RUDI, COLLEAGUE) == 0, "a second time adds nothing"


def test_single_applications_and_missing_criteria(call_2016: Document):
	nienburg = application_of(call_2016)
	assert assign(call_2016, RITA, per_application=1, applications=[nienburg]) == 1
	with pytest.raises(frappe.UniqueValidationError, match=RITA):
		frappe.get_doc({"doctype": "Application Review", "application": nienburg, "reviewer": RITA}).insert()
	with pytest.raises(frappe.ValidationError, match="2"):
		assign(call_2016, RITA, per_application=2)
	with pytest.raises(frappe.ValidationError, match=OFFICE):
		assign(call_2016, OFFICE, per_application=1)
	with at("2016-02-15 10:00"):
		without = make_call(call_title="Ohne Kriterien")
	with pytest.raises(frappe.ValidationError, match=frappe._("criteria")):
		assign(without, RITA, per_application=1)


@pytest.mark.parametrize("sent", ["kein JSON", '{"a": 1}', "[1]"])
def test_names_that_are_no_list_are_refused_in_words(call_2016: Document, sent: str):
	with at("2016-03-21 10:00", OFFICE), pytest.raises(frappe.ValidationError, match=frappe._("Send a list of names.")):
		reviews.assign_reviewers(call_2016.name, sent, 1)


def test_nobody_reviews_the_own_town(call_2016: Document):
	ensure_user(MANAGER, "Cooperation Manager", "Call Reviewer", municipalities=(NIENBURG,))
	assert assign(call_2016, MANAGER, per_application=1) == 2
	nienburg = application_of(call_2016)
	assert not frappe.db.exists("Application Review", {"application": nienburg})
	with pytest.raises(frappe.ValidationError, match=MANAGER):
		frappe.get_doc({"doctype": "Application Review", "application": nienburg, "reviewer": MANAGER}).insert()
	assign(call_2016, RITA, per_application=1)
	with acting_as(MANAGER):
		seen = call("frappe.client.get_list", doctype="Application Review", fields='["reviewer"]')
		assert {row["reviewer"] for row in seen} == {MANAGER}, "what others say of the own town stays closed"


def test_points_are_checked_and_a_review_is_locked_once_handed_in(call_2016: Document):
	assign(call_2016, RITA, per_application=1)
	review = review_of(application_of(call_2016), RITA)
	assert [(row.criterion, row.points) for row in review.scores] == [("Konzept", 0), ("Partner", 0)]
	with pytest.raises(frappe.ValidationError, match="10"):
		score(review, 11, 3, hand_in=False)
	with pytest.raises(frappe.ValidationError, match="Partner"):
		score(review, 8, 0)
	done = score(review, 8, 4)
	assert (done.status, done.score, str(done.handed_in_on)) == ("Handed In", 80, "2016-04-01 10:00:00")
	assert frappe.db.get_value("ToDo", {"reference_name": done.name}, "status") == "Closed"
	with at("2016-04-02 10:00", RITA), pytest.raises(frappe.ValidationError):
		done.scores[0].points = 10
		done.save()
	with pytest.raises(frappe.ValidationError):
		frappe.delete_doc("Application Review", done.name)


def test_a_client_cannot_write_status_score_or_weight(call_2016: Document):
	assign(call_2016, RITA, per_application=1)
	review = review_of(application_of(call_2016), RITA)
	with at("2016-04-01 10:00", RITA):
		review.update({"status": "Handed In", "score": 100, "due_date": "2020-01-01"})
		review.scores[0].update({"points": 5, "weight": 100, "highest": 5})
		review.append("scores", {"criterion": "Sympathie", "weight": 50, "highest": 5, "points": 5})
		review.save()
	stored = frappe.get_doc("Application Review", review.name)
	assert (stored.status, stored.score, str(stored.due_date)) == ("Assigned", 0, "2016-04-15")
	assert [(row.criterion, row.weight, row.highest, row.points) for row in stored.scores] == [
		("Konzept", 3, 10, 5),
		("Partner", 1, 5, 0),
	]


def test_only_the_reviewer_scores(call_2016: Document):
	assign(call_2016, RITA, per_application=1)
	review = review_of(application_of(call_2016), RITA)
	with at("2016-04-01 10:00", OFFICE):
		doc = frappe.get_doc("Application Review", review.name)
		doc.scores[0].points = 10
		with pytest.raises(frappe.PermissionError, match=RITA):
			doc.save()
		with pytest.raises(frappe.PermissionError, match=RITA):
			reviews.hand_in_review(review.name)
		doc.reload()
		doc.update({"due_date": "2016-04-20"}).save()
	with at("2016-04-01 10:00", RUDI), pytest.raises(frappe.PermissionError):
		reviews.hand_in_review(review.name)


def test_the_office_reopens_with_a_reason_that_leaves_a_trace(call_2016: Document):
	assign(call_2016, RITA, per_application=1)
	review = score(review_of(application_of(call_2016), RITA), 8, 4)
	with at("2016-04-04 10:00", RITA), pytest.raises(frappe.PermissionError):
		reviews.reopen_review(review.name, "Ich möchte noch einmal.")
	with at("2016-04-04 10:00", OFFICE):
		with pytest.raises(frappe.ValidationError):
			reviews.reopen_review(review.name, " ")
		reviews.reopen_review(review.name, "Zahlendreher beim Konzept")
	review.reload()
	assert (review.status, review.reopened_by, review.reopen_reason) == (
		"Reopened",
		OFFICE,
		"Zahlendreher beim Konzept",
	)
	assert not review.score and review.scores[0].points == 8
	comments = frappe.get_all("Comment", {"reference_name": review.name, "comment_type": "Info"}, pluck="content")
	assert any("Zahlendreher" in text for text in comments)
	assert score(review, 9, 4).score == 87.5


def test_criteria_stay_once_the_first_review_is_in(call_2016: Document):
	assign(call_2016, RITA, per_application=1)
	review = review_of(application_of(call_2016), RITA)
	score(review, 8, 4, hand_in=False)
	with at("2016-04-01 11:00", OFFICE):
		call_2016.reload()
		call_2016.criteria[1].highest = 10
		call_2016.append("criteria", {"criterion": "Wirkung", "weight": 2, "highest": 10})
		call_2016.save()
	with at("2016-04-01 12:00", RITA), pytest.raises(frappe.ValidationError, match="Wirkung"):
		reviews.hand_in_review(review.name)
	review.reload()
	score(review_of(application_of(call_2016), RITA).save(), 8, 4, 6)
	with at("2016-04-02 10:00", OFFICE):
		call_2016.reload()
		call_2016.criteria[0].weight = 5
		with pytest.raises(frappe.ValidationError, match=frappe._("The first review is in")[:15]):
			call_2016.save()
		call_2016.reload()
		call_2016.update({"carried_out_by": "UPJ e.V."}).save()


def leaks(user: str, doctype: str, name: str) -> list[str]:
	"""Return the ways by which a user reaches a record."""
	ways: dict[str, Callable[[], Any]] = {
		**{reader.__name__: lambda reader=reader: reader(doctype, name) for reader in (*READERS, by_print, by_export)},
		**{way: lambda action=action: action(doctype, name) for way, action in INTRUSIONS.items()},
	}
	found = []
	for way, action in ways.items():
		with acting_as(user):
			if is_allowed(action):
				found.append(way)
	return found


def rows_seen(user: str, review: str) -> list[str]:
	"""Return the ways by which a user reaches the points of a review."""
	row = frappe.get_all("Review Score", filters={"parent": review}, pluck="name", order_by="idx asc")[0]
	ways: dict[str, Callable[[], Any]] = {
		"list": lambda: (
			row
			in {
				found["name"]
				for found in call(
					"frappe.client.get_list", doctype="Review Score", parent="Application Review", limit_page_length=0
				)
			}
		),
		"get": lambda: call("frappe.client.get", doctype="Review Score", name=row, parent="Application Review"),
		"count": lambda: bool(
			call("frappe.client.get_count", doctype="Review Score", filters=json.dumps({"name": row}))
		),
	}
	found = []
	for way, action in ways.items():
		with acting_as(user):
			if is_allowed(action):
				found.append(way)
	return found


def test_an_external_reviewer_sees_own_reviews_and_the_text_alone(call_2016: Document):
	assign(call_2016, RITA, RUDI)
	nienburg = application_of(call_2016)
	own, other = review_of(nienburg, RITA), score(review_of(nienburg, RUDI), 8, 4)
	assert leaks(RITA, "Application Review", own.name)
	for review in (other, score(own, 5, 5)):
		assert not leaks(RITA if review is other else RUDI, "Application Review", review.name)
	assert not rows_seen(RITA, other.name)
	assert not leaks(RITA, "Call Application", nienburg)
	assert not ranking(call_2016, RITA)
	with acting_as(RITA):
		text = call("upj_kooperation.api.reviews.application_text", "GET", review=own.name)
		assert text["programme_area"] == "Nordertor" and len(text["texts"]) == 2
		assert "kooperation@nienburg.example" not in json.dumps(text), "no contact data"
		with pytest.raises(frappe.PermissionError):
			reviews.application_text(other.name)


def test_a_file_of_the_application_reaches_its_reviewers_alone(call_2016: Document):
	assign(call_2016, RITA, per_application=1)
	nienburg = application_of(call_2016)
	file, elsewhere = private_file("Call Application", nienburg), private_file("Municipality", NIENBURG)
	own = review_of(nienburg, RITA)
	with acting_as(RITA):
		assert [row["name"] for row in reviews.application_text(own.name)["files"]] == [file.name]
		reviews.application_file(own.name, file.name)
		assert frappe.response.filecontent in (file.get_content(), file.get_content().encode())
		with pytest.raises(frappe.PermissionError):
			reviews.application_file(own.name, elsewhere.name)
		assert not find_file_by_url(file.file_url)
	with acting_as(RUDI), pytest.raises(frappe.PermissionError):
		reviews.application_file(own.name, file.name)
	reviews.declare_conflict(own.name, "Verwandtschaft")
	with acting_as(RITA), pytest.raises(frappe.PermissionError):
		reviews.application_file(own.name, file.name)


def test_the_office_is_blind_for_others_scores_until_its_own_are_in(call_2016: Document):
	assign(call_2016, RITA, COLLEAGUE)
	nienburg = application_of(call_2016)
	other = score(review_of(nienburg, RITA), 8, 4)
	assert not leaks(COLLEAGUE, "Application Review", other.name)
	assert not rows_seen(COLLEAGUE, other.name)
	assert leaks(OFFICE, "Application Review", other.name) and rows_seen(OFFICE, other.name)
	assert any(row["mean"] == 80 for row in ranking(call_2016, OFFICE))
	hidden = [row for row in ranking(call_2016, COLLEAGUE) if row["application"] == nienburg]
	assert [(row["mean"], row["reviews"], row["rank"]) for row in hidden] == [(None, None, None)]
	with acting_as(COLLEAGUE):
		reviews.export_ranking(call_2016.name)
		cells = {
			cell
			for row in openpyxl.load_workbook(io.BytesIO(frappe.response.filecontent)).active.values
			for cell in row
		}
		assert nienburg in cells and 80 not in cells
	score(review_of(nienburg, COLLEAGUE), 4, 2)
	assert leaks(COLLEAGUE, "Application Review", other.name)
	assert [row["mean"] for row in ranking(call_2016, COLLEAGUE) if row["application"] == nienburg] == [60]


def test_a_conflict_of_interest_closes_the_application_everywhere(call_2016: Document):
	assign(call_2016, COLLEAGUE, RITA)
	nienburg, bayreuth = application_of(call_2016), application_of(call_2016, "09462000")
	file = private_file("Call Application", nienburg)
	own, other = review_of(nienburg, COLLEAGUE), score(review_of(nienburg, RITA), 8, 4)
	assert leaks(COLLEAGUE, "Call Application", nienburg)
	with at("2016-04-01 10:00", COLLEAGUE):
		with pytest.raises(frappe.ValidationError):
			reviews.declare_conflict(own.name, "")
		reviews.declare_conflict(own.name, "Bruder arbeitet in der Stadtverwaltung (erfunden)")
	own.reload()
	assert (own.status, [row.points for row in own.scores]) == ("Conflict of Interest", [0, 0])
	assert not leaks(COLLEAGUE, "Call Application", nienburg)
	assert not leaks(COLLEAGUE, "Application Review", other.name)
	assert not rows_seen(COLLEAGUE, other.name)
	with acting_as(COLLEAGUE):
		assert not find_file_by_url(file.file_url)
		assert file.name not in frappe.get_list("File", pluck="name", limit_page_length=0)
		with pytest.raises(frappe.PermissionError):
			reviews.application_text(own.name)
		with pytest.raises(frappe.ValidationError):
			reviews.hand_in_review(own.name)
	assert nienburg not in {row["application"] for row in ranking(call_2016, COLLEAGUE)}
	assert bayreuth in {row["application"] for row in ranking(call_2016, COLLEAGUE)}
	[seen] = [row for row in ranking(call_2016, OFFICE) if row["application"] == nienburg]
	assert (seen["conflicts"], seen["reviews"], seen["mean"]) == (1, 1, 80)
	assert assign(call_2016, COLLEAGUE, RUDI) == 1, "the place of the excluded reviewer is given to another"
	assert frappe.db.exists("Application Review", {"application": nienburg, "reviewer": RUDI})


def test_the_ranking_shows_mean_spread_and_what_is_missing(call_2016: Document):
	assign(call_2016, RITA, RUDI)
	for town, given in ((NIENBURG, (8, 4)), ("09462000", (10, 5))):
		score(review_of(application_of(call_2016, town), RITA), *given)
	score(review_of(application_of(call_2016), RUDI), 10, 5)
	rows = ranking(call_2016, OFFICE)
	assert [(row["rank"], row["municipality_name"], row["mean"], row["missing"]) for row in rows] == [
		(1, "Bayreuth", 100, 1),
		(2, "Nienburg/Weser", 90, 0),
		(3, "Köln", None, 2),
	]
	assert (rows[1]["deviation"], rows[1]["lowest"], rows[1]["highest"]) == (10, 80, 100)
	assert rows == ranking(call_2016, "Administrator")


def test_the_export_holds_no_formula(call_2016: Document):
	assign(call_2016, RITA, per_application=1)
	frappe.db.set_value("Municipality", NIENBURG, "municipality_name", "=HYPERLINK(1)")
	with acting_as(OFFICE):
		reviews.export_ranking(call_2016.name)
		book = openpyxl.load_workbook(io.BytesIO(frappe.response.filecontent))
	cells = [cell for row in book.active.iter_rows() for cell in row]
	assert any(cell.value == "'=HYPERLINK(1)" for cell in cells)
	assert not [cell for cell in cells if cell.data_type == "f"]


def test_the_number_of_queries_of_the_ranking_is_constant(call_2016: Document):
	assign(call_2016, RITA, RUDI)
	costs = []
	for town, _name in TOWNS:
		score(review_of(application_of(call_2016, town), RITA), 8, 4)
		with acting_as(OFFICE):
			run(REPORT, filters={"call": call_2016.name}, ignore_prepared_report=True)
			costs.append(
				len(queries_of(lambda: run(REPORT, filters={"call": call_2016.name}, ignore_prepared_report=True)))
			)
	assert len(set(costs)) == 1


@pytest.mark.commits
def test_two_assign_at_once_and_nothing_is_doubled(in_parallel):
	before = names_in(
		[
			*("Project Call", "Call Criterion", "Call Field", "Call Application", "Application Review", "Review Score"),
			*("Municipality", "Programme Area", "Area Programme Period", "Field of Action", "User", "Has Role", "ToDo"),
			*("Version", "Comment", "User Permission", "Contact", "Block Module"),
		]
	)
	try:
		made = make_call_2016()
		frappe.db.commit()

		def run_once() -> int:
			frappe.set_user(OFFICE)
			frappe.db.count("Application Review")
			return reviews.assign_reviewers(made.name, [RITA, RUDI], 1, "2016-04-15")["assigned"]

		outcomes = in_parallel(run_once, run_once)
		frappe.db.rollback()
		assert frappe.db.count("Application Review", {"call": made.name}) == len(TOWNS)
		assert sorted(outcome.value for outcome in outcomes) == [0, len(TOWNS)]
	finally:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		remove_new(before)
		frappe.db.commit()
		frappe.clear_cache()
