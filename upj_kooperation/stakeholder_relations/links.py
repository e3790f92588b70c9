"""Addresses of lists and reports in the desk with their filters set: what a figure opens."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import frappe


def list_url(doctype: str, filters: dict[str, Any]) -> str | None:
	"""Return the address of a list, or None where the user may not read the DocType.

	filters: value, or [operator, value], by field; a field of a table is named "Table.field".
	"""
	if not frappe.has_permission(doctype, "read"):
		return None
	return f"/app/{frappe.scrub(doctype).replace('_', '-')}/view/list?{_query(filters)}"


def report_url(report: str, doctype: str, filters: dict[str, Any]) -> str | None:
	"""Return the address of a report on a DocType, or None where the user may not report on it."""
	if not frappe.has_permission(doctype, "report"):
		return None
	return f"/app/query-report/{quote(report)}?{_query(filters)}"


def narrowed(address: str | None, filters: dict[str, Any]) -> str | None:
	"""Return an address of this module with further filters: of many rows, each opens its own records.

	The right was asked once, for the address.
	"""
	return address and f"{address}&{_query(filters)}"


def _query(filters: dict[str, Any]) -> str:
	plain = {key: json.dumps(value) if isinstance(value, list) else str(value) for key, value in filters.items()}
	return urlencode(plain, quote_via=quote)
