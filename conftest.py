"""Says which tier of tests runs, and why, and keeps the site tier away from a Python that has no bench."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "scripts"))

from harness.sites import Overlay, lane

MARKERS = (
	"commits: really commits to the shared test site (races, browser) and cleans up after itself",
	"install: works on throw-away sites of its own, from the fixture make_site",
)


def take_own_lane() -> None:
	"""Give each of several processes an overlay of its own, so that sites, queues and settings meet nobody else's."""
	number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
	first = os.environ.get("UPJ_OVERLAY")
	if first and number:
		own = str(lane(Path(first), number))
		os.environ.update(Overlay.load(Path(own)).environment())
		sys.path[:] = [f"{own}{entry.removeprefix(first)}" if entry.startswith(first) else entry for entry in sys.path]


def why_no_site_tier() -> str | None:
	"""What keeps tests/site from running under this Python, or nothing."""
	if not os.environ.get("UPJ_OVERLAY"):
		return "tests/site is left out: it needs a site of its own; `make test` makes one where a bench is found"
	if importlib.util.find_spec("frappe") is None:
		return "tests/site is left out: this Python has no Frappe; `make test` takes the bench's"
	return None


take_own_lane()
collect_ignore = ["tests/site"] if why_no_site_tier() else []


def pytest_configure(config: pytest.Config) -> None:
	"""Register our marks."""
	for marker in MARKERS:
		config.addinivalue_line("markers", marker)


def pytest_report_header() -> str:
	"""The line that says what is left out, and how to get it."""
	return why_no_site_tier() or f"tests/site runs on the throw-away bench {os.environ['UPJ_OVERLAY']}"
