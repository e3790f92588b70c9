"""Measures work against a baseline of the same run: ratios travel between machines, seconds do not."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import frappe


@dataclass(frozen=True)
class Result:
	"""One measured entry.

	ratio: work / baseline (medians of the rounds; below 1 is faster); goal: the largest ratio allowed.
	"""

	name: str
	work_ms: float
	baseline_ms: float
	ratio: float
	goal: float | None
	queries: int
	baseline_queries: int
	note: str = ""

	@property
	def reached(self) -> bool:
		"""Say whether the goal holds; an entry without a goal only informs."""
		return self.goal is None or self.ratio <= self.goal


@contextmanager
def counted_queries() -> Iterator[list[str]]:
	"""Collect the SQL statements that run inside the block."""
	statements: list[str] = []
	original = frappe.db.sql

	def sql(query, *args, **kwargs):
		statements.append(str(query))
		return original(query, *args, **kwargs)

	frappe.db.sql = sql
	try:
		yield statements
	finally:
		del frappe.db.sql


def compare(
	name: str,
	work: Callable[[], object],
	baseline: Callable[[], object],
	*,
	rounds: int = 15,
	goal: float | None = None,
	note: str = "",
) -> Result:
	"""Run work and baseline interleaved, `rounds` times each after one warm-up, and return the ratio of the medians."""
	work()
	baseline()
	with counted_queries() as queries:
		work()
	with counted_queries() as baseline_queries:
		baseline()
	timings: dict[str, list[float]] = {"work": [], "baseline": []}
	for _round in range(rounds):
		for key, call in (("work", work), ("baseline", baseline)):
			start = time.perf_counter()
			call()
			timings[key].append((time.perf_counter() - start) * 1000)
	work_ms, baseline_ms = statistics.median(timings["work"]), statistics.median(timings["baseline"])
	return Result(name, work_ms, baseline_ms, work_ms / baseline_ms, goal, len(queries), len(baseline_queries), note)


def same_statements(name: str, first: Result, last: Result) -> Result:
	"""Compare the SQL statements of two entries, at the smallest and the largest size: they must be as many."""
	ratio, note = last.queries / first.queries, "statements, not ms"
	return Result(name, last.queries, first.queries, ratio, 1.0, last.queries, first.queries, note)


def report(results: list[Result], path: Path | None) -> str:
	"""Return the table of results; write them as JSON to `path`, if given."""
	if path:
		rows = [{**asdict(result), "reached": result.reached} for result in results]
		path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
	head = f"{'entry':<46}{'work ms':>10}{'base ms':>10}{'ratio':>8}{'goal':>7}{'SQL':>6}{'base SQL':>10}"
	lines = [head, "-" * len(head)]
	for result in results:
		goal = "" if result.goal is None else f"{result.goal:g}"
		lines.append(
			f"{result.name:<46}{result.work_ms:>10.2f}{result.baseline_ms:>10.2f}{result.ratio:>8.2f}{goal:>7}"
			f"{result.queries:>6}{result.baseline_queries:>10}  {'' if result.reached else 'MISSED '}{result.note}"
		)
	return "\n".join(lines)
