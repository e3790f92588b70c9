"""Counting SQL statements."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import frappe


@contextlib.contextmanager
def counted_queries() -> Iterator[list[str]]:
	"""Collect the SQL statements that run inside the block."""
	queries: list[str] = []
	run = frappe.db.sql

	def counting(query: Any, *arguments: Any, **options: Any) -> Any:
		queries.append(str(query))
		return run(query, *arguments, **options)

	frappe.db.sql = counting
	try:
		yield queries
	finally:
		frappe.db.sql = run


def queries_of(call: Callable[[], Any]) -> list[str]:
	"""Return the SQL statements of a call that was made once before, so that caches are warm."""
	call()
	with counted_queries() as queries:
		call()
	return queries
