"""What may reach the database: every line of the platform's gaps, every kind of field, every limit."""

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from upj_kooperation.domain import values
from upj_kooperation.domain.values import MAX_AMOUNT, MAX_INT, MAX_LONG_TEXT, MAX_TEXT, check_value, parse_amount

FIELD_TYPES = sorted(
	values.PLAIN_TEXT
	| values.RICH_TEXT
	| values.REFERENCE
	| values.NUMBERS
	| values.FILES
	| {"Int", "Check", "Date", "Datetime", "Time", "JSON", "Geolocation", "Code", "Color"}
)
POINT = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [9.2, 52.6]}}


def shape(*coordinates: Any) -> str:
	"""Return a FeatureCollection of one feature."""
	feature = {**POINT, "geometry": {"type": "Polygon", "coordinates": list(coordinates)}}
	return json.dumps({"type": "FeatureCollection", "features": [feature]})


GOOD: list[tuple[str, Any]] = [
	("Int", 12),
	("Int", "12"),
	("Int", -3),
	("Int", 12.0),
	("Int", MAX_INT),
	("Int", -MAX_INT),
	("Check", 0),
	("Check", 1),
	("Check", "1"),
	("Check", True),
	("Float", "1234.5"),
	("Float", 0.1),
	("Currency", "1234.56"),
	("Currency", 0.1),
	("Currency", 0.1 + 0.2),
	("Currency", Decimal("999999999999.99")),
	("Percent", 0),
	("Percent", 100),
	("Date", "2016-04-01"),
	("Date", "2016-02-29"),
	("Date", "1900-01-01"),
	("Date", "2199-12-31"),
	("Date", datetime.date(2016, 4, 1)),
	("Datetime", "2016-04-01 09:30:00"),
	("Datetime", "2016-04-01 09:30:00.123456"),
	("Datetime", "2016-04-01"),
	("Datetime", datetime.datetime(2016, 4, 1, 9, 30)),
	("Time", "09:30"),
	("Time", "23:59:59"),
	("Time", datetime.timedelta(hours=9)),
	("Data", "Bäckerei Muster & Söhne <3"),
	("Data", "Robert'); DROP TABLE `tabStakeholder`;--"),
	("Data", "🥐 Nordertörtchen"),
	("Small Text", "- Kolleg(inn)en einladen\n- Räume suchen"),
	("Small Text", "+49 1 2 3"),
	("Data", "@Rathaus"),
	("Small Text", "x" * MAX_TEXT),
	("Long Text", "x" * MAX_LONG_TEXT),
	("Text Editor", '<p>Wir <a href="https://stadt.example">hier</a></p>'),
	("Text Editor", '<img src="/private/files/bild.png">'),
	("Text Editor", '<img src="data:image/png;filename=a.png;base64,iVBORw0KGgo=">'),
	("Text Editor", '<p style="color: red; background: url(/files/a.png)">a</p>'),
	("Attach", "/files/plan.pdf"),
	("Attach", "/private/files/plan.pdf"),
	("Link", "STK-00001"),
	("JSON", '{"a": [1, 2]}'),
	("JSON", {"a": 1}),
	("Geolocation", json.dumps({"type": "FeatureCollection", "features": [POINT]})),
	("Geolocation", json.dumps({"type": "FeatureCollection", "features": []})),
	("Geolocation", shape([[9.2, 52.6], [9.3, 52.6], [9.3, 52.7], [9.2, 52.6]])),
	("Code", "<b>if x < y:</b>"),
]

BAD: list[tuple[str, Any, str]] = [
	("Int", "zwölf", "whole number"),
	("Int", 12.5, "whole number"),
	("Int", "1e3", "whole number"),
	("Int", True, "whole number"),
	("Int", float("nan"), "whole number"),
	("Int", MAX_INT + 1, "too large"),
	("Int", 10**400, "too large"),
	("Check", "ja", "yes (1) or no (0)"),
	("Check", "True", "yes (1) or no (0)"),
	("Check", 2, "yes (1) or no (0)"),
	("Float", "abc", "point before the decimals"),
	("Float", True, "must be a number"),
	("Float", float("inf"), "must be a number"),
	("Currency", "1.234,56", "point before the decimals"),
	("Currency", "1,50", "point before the decimals"),
	("Currency", float("nan"), "must be a number"),
	("Currency", float("-inf"), "must be a number"),
	("Currency", 10**15, "too large"),
	("Currency", MAX_AMOUNT + Decimal("0.01"), "too large"),
	("Currency", "0.001", "whole cents"),
	("Percent", 250, "between 0 and 100"),
	("Percent", -1, "between 0 and 100"),
	("Date", "31.12.2024", "date of the calendar"),
	("Date", "2024-02-30", "date of the calendar"),
	("Date", "2023-02-29", "date of the calendar"),
	("Date", "gestern", "date of the calendar"),
	("Date", 20240101, "date of the calendar"),
	("Date", "9999-01-01", "between the years"),
	("Date", "1899-12-31", "between the years"),
	("Date", datetime.date(2200, 1, 1), "between the years"),
	("Datetime", "gestern", "date and time"),
	("Datetime", "2024-02-30 10:00:00", "date and time"),
	("Datetime", "2024-02-01 25:00:00", "date and time"),
	("Datetime", "9999-01-01 00:00:00", "between the years"),
	("Time", "24:00", "time of the day"),
	("Time", "12:60", "time of the day"),
	("Time", "mittags", "time of the day"),
	("Data", {"a": 1}, "single value"),
	("Data", ["a"], "single value"),
	("Data", b"a", "single value"),
	("Data", "a\x00b", "cannot be stored"),
	("Data", "\ud800", "cannot be stored"),
	("Text Editor", "<p>\ud800</p>", "cannot be stored"),
	("Link", "a\x00", "cannot be stored"),
	("Data", "<script>alert(1)</script>", "without HTML"),
	("Small Text", '<img src="https://boese.example/x.png">', "without HTML"),
	("Data", "< img src=x onerror=alert(1)", "without HTML"),
	("Data", "</p>", "without HTML"),
	("Link", "<b>x</b>", "without HTML"),
	("Data", '=HYPERLINK("https://boese.example")', "spreadsheet formula"),
	("Data", "  =1+1", "spreadsheet formula"),
	("Small Text", "+SUM(1,2)", "spreadsheet formula"),
	("Data", "-2+3+cmd|' /C calc'!A0", "spreadsheet formula"),
	("Data", "@SUM(1+1)*cmd|' /C calc'!A0", "spreadsheet formula"),
	("Data", "- hyperlink (1)", "spreadsheet formula"),
	("Small Text", "x" * (MAX_TEXT + 1), "too long"),
	("Small Text", "ä" * (MAX_TEXT // 2 + 1), "too long"),
	("Long Text", "x" * (MAX_LONG_TEXT + 1), "too long"),
	("Text Editor", "x" * (MAX_LONG_TEXT + 1), "too long"),
	("Code", "x" * (MAX_LONG_TEXT + 1), "too long"),
	("Text Editor", '<img src="https://boese.example/x.png">', "foreign address"),
	("Text Editor", "<img src=//boese.example/x.png>", "foreign address"),
	("Text Editor", '<img src="&#104;ttps://boese.example/x.png">', "foreign address"),
	("Text Editor", '<img src="ht\ntps://boese.example/x.png">', "foreign address"),
	("Text Editor", r'<img src="\\boese.example\x.png">', "foreign address"),
	("Text Editor", '<img srcset="/files/a.png 1x, https://boese.example/b.png 2x">', "foreign address"),
	("Text Editor", '<p style="background:url(https://boese.example/x)">a</p>', "foreign address"),
	("Text Editor", "<style>@import 'https://boese.example/x.css'</style>", "foreign address"),
	("Text Editor", '<svg><image href="https://boese.example/x"/></svg>', "foreign address"),
	("Text Editor", '<link href="//boese.example/x.css">', "foreign address"),
	("Text Editor", '<video poster="http://boese.example/x"></video>', "foreign address"),
	("Text Editor", '<img src="javascript:alert(1)">', "foreign address"),
	("Text Editor", '<img src="data:image/svg+xml;base64,AAAA">', "foreign address"),
	("Text Editor", '<img src="data:image/png">', "foreign address"),
	("Attach", "http://169.254.169.254/latest", "uploaded here"),
	("Attach", "/private/files/../site_config.json", "uploaded here"),
	("Attach", "plan.pdf", "uploaded here"),
	("JSON", "{", "valid JSON"),
	("JSON", '{"a": NaN}', "valid JSON"),
	("JSON", "[" * 100_000, "valid JSON"),
	("Geolocation", "{", "GeoJSON"),
	("Geolocation", "[]", "GeoJSON"),
	("Geolocation", '{"type": "FeatureCollection"}', "GeoJSON"),
	("Geolocation", '{"type": "FeatureCollection", "features": [1]}', "GeoJSON"),
	("Geolocation", shape(["a", "b"]), "GeoJSON"),
	("Geolocation", shape([[181, 52]]), "GeoJSON"),
	("Geolocation", shape([[9, 91]]), "GeoJSON"),
	("Geolocation", shape([[float("nan"), 52]]), "GeoJSON"),
	("Geolocation", "[" * 100_000, "GeoJSON"),
]


@pytest.mark.parametrize("fieldtype, value", GOOD)
def test_right_values_pass(fieldtype: str, value: Any):
	assert check_value(fieldtype, value) is None


@pytest.mark.parametrize("fieldtype, value, words", BAD)
def test_wrong_values_are_named(fieldtype: str, value: Any, words: str):
	problem = check_value(fieldtype, value)
	assert problem
	assert words in problem.message.format(*problem.values)


@pytest.mark.parametrize("fieldtype", FIELD_TYPES)
@pytest.mark.parametrize("value", [None, ""])
def test_empty_is_always_right(fieldtype: str, value: Any):
	assert check_value(fieldtype, value, non_negative=True) is None


def test_a_choice_is_one_of_those_offered():
	options = ("", "Mayor", "Council")
	assert check_value("Select", "Mayor", options=options) is None
	assert check_value("Select", " Mayor ", options=options) is None
	assert "choose from" in check_value("Select", "King", options=options).message
	assert check_value("Select", "King", options=("",)) is None


@pytest.mark.parametrize("fieldtype", ["Int", "Float", "Currency"])
def test_negative_only_where_the_field_means_it(fieldtype: str):
	assert check_value(fieldtype, -1) is None
	assert check_value(fieldtype, 0, non_negative=True) is None
	assert "negative" in check_value(fieldtype, -1, non_negative=True).message
	assert "negative" in check_value(fieldtype, "-1", non_negative=True).message


@given(
	fieldtype=st.sampled_from(FIELD_TYPES),
	value=st.recursive(
		st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates() | st.decimals(),
		lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
		max_leaves=5,
	),
	non_negative=st.booleans(),
)
@example(fieldtype="Check", value=Decimal("sNaN"), non_negative=False)
def test_any_value_gets_an_answer(fieldtype: str, value: Any, non_negative: bool):
	problem = check_value(fieldtype, value, non_negative=non_negative)
	assert problem is None or problem.message.format(*problem.values)


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2199, 12, 31)))
def test_every_day_of_the_calendar_passes(day: datetime.date):
	assert check_value("Date", day) is None
	assert check_value("Date", day.isoformat()) is None
	assert check_value("Datetime", f"{day} 12:00:00") is None


@given(st.decimals(min_value=0, max_value=MAX_AMOUNT, places=2))
def test_every_amount_in_cents_passes_and_is_read_exactly(amount: Decimal):
	assert check_value("Currency", str(amount), non_negative=True) is None
	assert parse_amount(str(amount)) == amount


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00<=+-@|"), max_size=200))
def test_plain_words_pass(text: str):
	assert check_value("Small Text", text) is None


@given(st.text(max_size=60))
def test_a_tag_never_passes_as_plain_text(text: str):
	assert check_value("Small Text", f"{text}<img src=x>") is not None


@pytest.mark.parametrize("value", ["abc", float("nan"), float("inf"), "1,50", {}])
def test_what_is_no_amount_is_an_error(value: Any):
	with pytest.raises(ValueError, match="not an amount"):
		parse_amount(value)


def test_nothing_is_no_money():
	assert parse_amount(None) == parse_amount("") == Decimal("0.00")
	assert parse_amount(0.1) == Decimal("0.10")
