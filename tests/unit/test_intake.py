"""What a municipality sends in: eligibility by its own words, lengths, files, and what may still be done with it."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import intake as rules
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.intake import IntakeStatus

DAY = date(2016, 2, 15)
STATUSES = [value for name, value in vars(IntakeStatus).items() if name.isupper()]
STATES = [value for name, value in vars(ApplicationState).items() if name.isupper()]
PDF = b"%PDF-1.7 Anlage"


@pytest.mark.parametrize(
	("programme", "start", "end", "active"),
	[
		("Soziale Stadt", DAY, None, True),
		("soziale  stadt", DAY, DAY, True),
		("Soziale Stadt", DAY + timedelta(days=1), None, False),
		("Soziale Stadt", date(2014, 1, 1), DAY - timedelta(days=1), False),
		("Stadtumbau", date(2014, 1, 1), None, False),
		("", date(2014, 1, 1), None, False),
	],
)
def test_the_area_was_active_on_the_day_by_what_the_applicant_says(
	programme: str, start: date, end: date | None, active: bool
):
	answer = rules.declared_activity(programme, start, end, "Soziale Stadt", DAY)
	assert answer.active is active and answer.reason.message


@given(st.dates(), st.dates(), st.dates())
def test_only_the_days_of_the_programme_count(start: date, end: date, day: date):
	inside = start <= day <= end
	assert rules.declared_activity("X", start, end, "X", day).active is inside
	assert (rules.check_period(start, end) is None) is (start <= end)


@pytest.mark.parametrize(("length", "wrong"), [(0, False), (10_000, False), (10_001, True)])
def test_an_answer_has_at_most_ten_thousand_characters(length: int, wrong: bool):
	problem = rules.check_lengths({"Motivation": "x" * length, "Vorhaben": None})
	assert (problem is not None) is wrong


@pytest.mark.parametrize("status", STATUSES)
def test_only_a_draft_is_changed_and_only_what_is_handed_in_is_taken_over(status: str):
	assert (rules.check_change(status) is None) is (status == IntakeStatus.DRAFT)
	assert (rules.check_taking_over(status) is None) is (status == IntakeStatus.HANDED_IN)


@pytest.mark.parametrize(("status", "state"), list(product(STATUSES, [None, *STATES])))
def test_withdrawing_is_possible_until_it_is_over(status: str, state: str | None):
	possible = status in (IntakeStatus.HANDED_IN, IntakeStatus.TAKEN_OVER) and state not in (
		ApplicationState.WITHDRAWN,
		ApplicationState.REJECTED,
	)
	assert (rules.check_withdrawal(status, state) is None) is possible


def test_a_selected_municipality_may_withdraw():
	assert rules.check_withdrawal(IntakeStatus.TAKEN_OVER, ApplicationState.SELECTED) is None


@pytest.mark.parametrize(
	("name", "content", "count", "message"),
	[
		("a.pdf", PDF, 0, None),
		("A.PDF", PDF, 4, None),
		("a.pdf", PDF, 5, rules.TOO_MANY_FILES),
		("a.pdf", b"", 0, rules.FILE_EMPTY),
		("a.pdf", PDF + b"x" * rules.MAX_FILE_BYTES, 0, rules.FILE_TOO_LARGE),
		("a.pdf", PDF + b"x" * (rules.MAX_FILE_BYTES - len(PDF)), 0, None),
		("a.pdf", b"<html><script>", 0, rules.FILE_KIND),
		("a.svg", b"<svg onload=", 0, rules.FILE_KIND),
		("a.html", PDF, 0, rules.FILE_KIND),
		("a.exe", b"MZ", 0, rules.FILE_KIND),
		("pdf", PDF, 0, None),
		("", PDF, 0, rules.FILE_KIND),
		("a.jpg", b"\xff\xd8\xff\xe0", 0, None),
		("a.docx", b"PK\x03\x04", 0, None),
		("a.docx", PDF, 0, rules.FILE_KIND),
	],
)
def test_a_file_is_what_it_says(name: str, content: bytes, count: int, message: str | None):
	problem = rules.check_file(name, content, count)
	assert (problem.message if problem else None) == message


@given(st.text(max_size=300))
def test_a_file_name_leads_nowhere(name: str):
	plain = rules.plain_file_name(name)
	assert not {"/", "\\", "\x00", "<", ">", '"', "\n"} & set(plain)
	assert not plain.startswith(".") and len(plain) <= rules.MAX_FILE_NAME + 11


@pytest.mark.parametrize(
	("name", "plain"),
	[
		("C:\\Anlagen\\Beschluss 1.pdf", "Beschluss 1.pdf"),
		("../../x.pdf", "x.pdf"),
		(None, ""),
		("ä(1).png", "ä(1).png"),
	],
)
def test_names_that_people_use_stay(name: str | None, plain: str):
	assert rules.plain_file_name(name) == plain


def test_areas_are_the_same_but_for_blanks_and_capitals():
	assert rules.same_name(" Nordertor ", "NORDERTOR")
	assert not rules.same_name("Nordertor", "Südertor")


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)} - {rules.ACTIVE}
	assert texts == set(rules.MESSAGES)
