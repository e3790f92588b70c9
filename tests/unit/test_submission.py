"""A session that a device sends: its number, its mark, its files."""

import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import session as session_rules
from upj_kooperation.domain import submission as rules
from upj_kooperation.domain.submission import SentFile

JPEG = b"\xff\xd8\xff\xe0 picture"
CONTENT = {
	"mandate": "MAN-00001",
	"session_date": "2016-06-14",
	"hours": "1.50",
	"minutes": "Zeile 1\r\nZeile 2",
	"participants": [{"participant_name": "ohne Namen", "sector": "Company", "persons": 3}],
	"next_steps": [],
}


@given(st.uuids())
def test_a_random_uuid_is_a_token(token: uuid.UUID):
	assert rules.check_token(str(token)) is None


@pytest.mark.parametrize(
	"token", ["", "1", "x" * 36, str(uuid.uuid4()).upper(), f"{uuid.uuid4()} ", "0" * 36, "%" * 36]
)
def test_anything_else_is_none(token: str):
	assert rules.check_token(token).message == rules.WRONG_TOKEN


@given(st.text(), st.text(), st.text(), st.text())
def test_each_user_has_an_own_key_for_each_token(user: str, token: str, other_user: str, other_token: str):
	same = (user, token) == (other_user, other_token)
	assert (rules.key_of(user, token) == rules.key_of(other_user, other_token)) == same
	assert len(rules.key_of(user, token)) == 64


@pytest.mark.parametrize(
	"same",
	[
		{"hours": 1.5},
		{"hours": "1.5"},
		{"session_date": date(2016, 6, 14)},
		{"minutes": "Zeile 1\nZeile 2 "},
		{"start_time": None},
		{"participants": [{"persons": "3", "sector": "Company", "participant_name": "ohne Namen", "organisation": ""}]},
	],
)
def test_equal_content_has_one_mark_however_it_is_written(same: dict):
	assert rules.digest_of({**CONTENT, **same}, []) == rules.digest_of(CONTENT, [])


@pytest.mark.parametrize(
	"other",
	[
		{"hours": 1.51},
		{"hours": "NaN"},
		{"hours": "1e999999"},
		{"minutes": "Zeile 1 Zeile 2"},
		{"mandate": "MAN-00002"},
		{"participants": [{"participant_name": "ohne Namen", "sector": "Company", "persons": 4}]},
		{"next_steps": "kein JSON"},
		{"subject": "1.0"},
	],
)
def test_other_content_has_another(other: dict):
	assert rules.digest_of({**CONTENT, **other}, []) != rules.digest_of(CONTENT, [])


def test_numbers_that_are_words_stay_words():
	assert rules.digest_of({"subject": "1.0"}, []) != rules.digest_of({"subject": "1"}, [])


def test_files_are_part_of_the_content():
	marks = {rules.digest_of(CONTENT, files) for files in ([], [SentFile(JPEG)], [SentFile(JPEG + b"!")])}
	assert len(marks) == 3


def test_an_entry_received_before_is_the_same_or_refused_with_the_session():
	assert rules.check_same("SES-000001", "a", "a") is None
	problem = rules.check_same("SES-000001", "a", "b")
	assert (problem.message, problem.values) == (rules.OTHER_CONTENT, ("SES-000001",))


@pytest.mark.parametrize(
	("files", "expected"),
	[
		([], None),
		([JPEG, b"\x89PNG\r\n\x1a\n...", b"%PDF-1.7"], None),
		([JPEG] * 4, rules.TOO_MANY_FILES),
		([JPEG, b""], rules.EMPTY_FILE),
		([JPEG + b"x" * (rules.MAX_FILE_BYTES - len(JPEG))], None),
		([JPEG + b"x" * (rules.MAX_FILE_BYTES - len(JPEG) + 1)], rules.FILE_TOO_LARGE),
		([b"<svg onload='x()'>"], rules.WRONG_KIND),
		([b"MZ\x90 program"], rules.WRONG_KIND),
	],
)
def test_files(files: list[bytes], expected: str | None):
	problem = rules.check_files([SentFile(content) for content in files])
	assert (problem.message if problem else None) == expected


@pytest.mark.parametrize(("persons", "row"), [([], None), ([1, 40], None), ([1, 0], 2), ([-1], 1)])
def test_each_row_of_participants_stands_for_somebody(persons: list[int], row: int | None):
	problem = session_rules.check_participants(persons)
	assert (problem.values[0] if problem else None) == row
