"""What a visitor sends in: answers that are not too long, and files that are what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import visitor as rules

PDF = b"%PDF-1.7 Anlage"


@pytest.mark.parametrize(("length", "wrong"), [(0, False), (10_000, False), (10_001, True)])
def test_an_answer_has_at_most_ten_thousand_characters(length: int, wrong: bool):
	problem = rules.check_lengths({"Motivation": "x" * length, "Vorhaben": None})
	assert (problem is not None) is wrong


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


def test_every_message_is_listed_for_translation():
	texts = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)}
	assert texts == set(rules.MESSAGES)
