"""Reads a list from an uploaded file, XLSX or CSV, and trusts nothing in it.

A file is refused in words where it is too large, packed to burst, broken, or no list at all. Nothing is executed, no
reference is followed, formulas give their stored result.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from upj_kooperation.domain import list_messages as say
from upj_kooperation.domain.list_columns import HEADINGS_WITHIN, MAX_COLUMNS, Columns, read_headings
from upj_kooperation.domain.values import Problem

MAX_FILE = 15 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_CELL = 32_767

_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_BOMS = (
	(codecs.BOM_UTF8, "utf-8-sig"),
	(codecs.BOM_UTF16_LE, "utf-16"),
	(codecs.BOM_UTF16_BE, "utf-16"),
)


class UnreadableList(Exception):
	"""A file that is no list; `problem` says why."""

	def __init__(self, problem: Problem) -> None:
		super().__init__(problem.message)
		self.problem = problem


def read_list(content: bytes) -> tuple[Columns, list[tuple[int, list[Any]]]]:
	"""Return the headings and the rows below them: [(line, cells)], lines counted from 1, empty rows left out.

	Raises UnreadableList.
	"""
	if not content.strip():
		raise UnreadableList(Problem(say.EMPTY))
	if len(content) > MAX_FILE:
		raise UnreadableList(Problem(say.TOO_LARGE, (str(MAX_FILE // 1024 // 1024),)))
	rows = list(_limited(_workbook_rows(content) if content.startswith(b"PK") else _text_rows(content)))
	columns = read_headings(rows[:HEADINGS_WITHIN])
	if isinstance(columns, Problem):
		raise UnreadableList(columns)
	below = [(line, row) for line, row in enumerate(rows, start=1) if line > columns.line and any(map(_filled, row))]
	if not below:
		raise UnreadableList(Problem(say.NO_ROWS, (str(columns.line),)))
	return columns, below


def _filled(cell: Any) -> bool:
	return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _limited(rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
	for line, row in enumerate(rows, start=1):
		if line > MAX_ROWS + HEADINGS_WITHIN:
			raise UnreadableList(Problem(say.TOO_MANY_ROWS, (str(MAX_ROWS),)))
		if any(isinstance(cell, str) and len(cell) > MAX_CELL for cell in row):
			raise UnreadableList(Problem(say.CELL_TOO_LONG, (str(line), str(MAX_CELL))))
		yield row


def _text_rows(content: bytes) -> Iterator[list[str]]:
	if content.startswith(b"\xd0\xcf\x11\xe0"):
		raise UnreadableList(Problem(say.OLD_EXCEL))
	text = _decoded(content)
	lines = text.splitlines()
	first = max(lines[:HEADINGS_WITHIN], key=lambda line: max(line.count(sign) for sign in ";,\t"), default="")
	delimiter = max(";,\t", key=first.count)
	reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
	try:
		for row in reader:
			yield row[: MAX_COLUMNS * 2]
	except csv.Error:
		raise UnreadableList(Problem(say.CELL_TOO_LONG, (str(reader.line_num), str(MAX_CELL)))) from None


def _decoded(content: bytes) -> str:
	encodings = next(((name,) for bom, name in _BOMS if content.startswith(bom)), ("utf-8", "cp1252"))
	for encoding in encodings:
		try:
			text = content.decode(encoding)
		except UnicodeDecodeError:
			continue
		# Letters, line ends and tabs; a picture or program is full of other control signs.
		if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
			return text
	raise UnreadableList(Problem(say.NOT_TEXT))


def _workbook_rows(content: bytes) -> Iterator[list[Any]]:
	_refuse_trap(content)
	from openpyxl import load_workbook

	try:
		book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
		sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
		if sheet is None:
			raise UnreadableList(Problem(say.BROKEN))
		# The stated size of a sheet may be a lie, or the whole grid.
		sheet.reset_dimensions()
		for row in sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS * 2):
			yield list(row)
	except UnreadableList:
		raise
	except Exception:
		# Whatever a library trips over in a broken workbook, the file is at fault.
		raise UnreadableList(Problem(say.BROKEN)) from None


def _refuse_trap(content: bytes) -> None:
	"""Refuse an archive that bursts, or whose documents define entities, before anything opens it."""
	try:
		with zipfile.ZipFile(io.BytesIO(content)) as archive:
			parts = archive.infolist()
			if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
				raise UnreadableList(Problem(say.PACKED, (str(MAX_UNPACKED // 1024 // 1024),)))
			for part in parts:
				if part.filename.endswith((".xml", ".rels")):
					with archive.open(part) as document:
						if _ENTITIES.search(document.read(4096)):
							raise UnreadableList(Problem(say.BROKEN))
	except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zipfile.LargeZipFile):
		raise UnreadableList(Problem(say.BROKEN)) from None
