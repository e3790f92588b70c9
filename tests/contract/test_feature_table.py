"""docs/features.md says of each feature what works, where it stands and which tests prove it; all of that exists."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from repository import ROOT, text, tree

STATES = {"works", "partly", "not yet"}
FEATURES = [f"F{number}" for number in range(1, 46)]


@dataclass(frozen=True)
class Row:
	"""One feature: its capability, state, places in the code and tests."""

	capability: str
	state: str
	code: tuple[str, ...]
	tests: tuple[str, ...]


def rows() -> list[tuple[str, Row]]:
	"""Return the rows of the table in the order of the file."""
	found = []
	for line in text(ROOT / "docs" / "features.md").splitlines():
		if re.match(r"\|\s*F\d+\s*\|", line):
			cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
			assert len(cells) == 5, line
			number, capability, state, code, tests = cells
			quoted = re.compile(r"`([^`]+)`")
			found.append((number, Row(capability, state, tuple(quoted.findall(code)), tuple(quoted.findall(tests)))))
	return found


TABLE = rows()


def test_each_feature_has_one_row():
	assert sorted(number for number, _row in TABLE) == sorted(FEATURES)


def names_of_tests(path: Path) -> set[str]:
	"""Return the names of the tests in a file."""
	return {
		node.name
		for node in ast.walk(tree(path))
		if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
	}


@pytest.mark.parametrize(("number", "row"), TABLE, ids=[number for number, _row in TABLE])
def test_row_is_true(number: str, row: Row):
	assert row.capability
	assert row.state in STATES
	missing = [place for place in row.code if not (ROOT / place).exists()]
	for name in row.tests:
		path, _colons, test = name.partition("::")
		if not (ROOT / path).is_file() or test not in names_of_tests(ROOT / path):
			missing.append(name)
	assert not missing
	if row.state == "not yet":
		assert not row.tests, "what has tests works at least partly"
	else:
		assert row.code, "where in the code?"
		assert row.tests, "which test proves it?"


@pytest.mark.parametrize(("number", "row"), TABLE, ids=[number for number, _row in TABLE])
def test_partly_says_what_is_missing(number: str, row: Row):
	if row.state == "partly":
		assert "(missing: " in row.capability
	else:
		assert "(missing: " not in row.capability
