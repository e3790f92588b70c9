"""Wrong values for each kind of field, generated from the DocTypes' own definitions."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.model import no_value_fields, table_fields

SCRIPT, FORMULA = "<script>alert(1)</script>", '=HYPERLINK("https://boese.example")'
TEXT = (SCRIPT, FORMULA, '<img src="https://boese.example/x.png">', "a\x00b", "\ud800", {"a": 1}, ["a"])
TOO_MUCH = ("zwölf", 10**15, float("nan"), float("inf"), {"a": 1}, True)

WRONG: dict[str, tuple[Any, ...]] = {
	"Int": ("zwölf", "1e3", 10**15, 1.5, {"a": 1}),
	"Check": ("ja", 7, {"a": 1}),
	"Float": ("abc", "1.234,56", *TOO_MUCH[1:]),
	"Currency": ("1.234,56", "0.001", *TOO_MUCH),
	"Percent": (250, -1, *TOO_MUCH),
	"Date": ("31.12.2024", "2024-02-30", "gestern", "9999-01-01", {"a": 1}, 5),
	"Datetime": ("gestern", "2024-02-30 10:00:00", "9999-01-01 00:00:00", {"a": 1}),
	"Time": ("25:00", "mittags", {"a": 1}),
	"Data": (*TEXT, "x" * 5000),
	"Autocomplete": (*TEXT, "x" * 5000),
	"Small Text": (*TEXT, "x" * 70_000),
	"Long Text": (*TEXT, "x" * 1_000_001),
	"Text Editor": ('<img src="https://boese.example/x.png">', "<p>\ud800</p>", {"a": 1}, "x" * 1_000_001),
	"Select": ("Erfunden", {"a": 1}, SCRIPT),
	"Link": ("gibt es nicht", {"a": 1}, ["a"], SCRIPT, "x" * 5000),
	"Dynamic Link": ("gibt es nicht", {"a": 1}, SCRIPT),
	"Attach": ("http://169.254.169.254/", "/private/files/gibt-es-nicht.pdf", "/files/../x", {"a": 1}),
	"JSON": ("{", "[" * 50_000),
	"Geolocation": ("{", "[]", {"type": "Feature"}, "[" * 50_000),
	"Table": ("eins", ["eins"], {"a": 1}, 5, [["a"]]),
	"Table MultiSelect": ("eins", ["eins"], {"a": 1}),
}
# Fields of time that belong together: the second one must not lie before the first.
PERIODS = (
	("start_date", "end_date"),
	("from_date", "to_date"),
	("opens_on", "closes_on"),
	("period_start", "period_end"),
	("valid_from", "valid_to"),
)


@dataclass(frozen=True)
class Wrong:
	"""One wrong value in the values of an otherwise valid record."""

	values: dict[str, Any]
	fieldname: str
	value: Any
	table: str | None = None
	read_only: bool = False

	def __str__(self) -> str:
		place = f"{self.table}." if self.table else ""
		return f"{place}{self.fieldname} = {str(self.value)[:40]!r}"


def wrong_values(doctype: str, valid: dict[str, Any], only_first: bool = False) -> Iterator[Wrong]:
	"""Yield each wrong value for each field of a DocType and of the rows that the valid values have."""
	for df in frappe.get_meta(doctype).fields:
		for value in _wrong_for(df, only_first):
			yield Wrong({**copy.deepcopy(valid), df.fieldname: value}, df.fieldname, value, None, bool(df.read_only))
		if df.fieldtype in table_fields and valid.get(df.fieldname):
			for row_df in frappe.get_meta(df.options).fields:
				for value in _wrong_for(row_df, only_first):
					values = copy.deepcopy(valid)
					values[df.fieldname][0][row_df.fieldname] = value
					yield Wrong(values, row_df.fieldname, value, df.fieldname, bool(row_df.read_only))


def _wrong_for(df: Any, only_first: bool) -> tuple[Any, ...]:
	if df.fieldtype in no_value_fields and df.fieldtype not in table_fields:
		return ()
	values = WRONG[df.fieldtype]
	if df.non_negative:
		values = (-1, *values)
	if df.fieldname == "party":
		# Frappe asks for the kind of partner first.
		values = values[1:]
	return values[:2] if only_first else values


def crossed_periods(doctype: str, valid: dict[str, Any]) -> Iterator[Wrong]:
	"""Yield values whose end lies before their beginning, for the record and for its rows."""
	for first, last in PERIODS:
		if frappe.get_meta(doctype).has_field(first) and frappe.get_meta(doctype).has_field(last):
			times = ("2017-01-01", "2016-01-01")
			yield Wrong({**copy.deepcopy(valid), first: times[0], last: times[1]}, last, times[1])
		for table in frappe.get_meta(doctype).get_table_fields():
			meta = frappe.get_meta(table.options)
			if meta.has_field(first) and meta.has_field(last) and valid.get(table.fieldname):
				values = copy.deepcopy(valid)
				values[table.fieldname][0].update({first: "2017-01-01", last: "2016-01-01"})
				yield Wrong(values, last, "2016-01-01", table.fieldname)
