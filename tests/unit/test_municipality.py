"""Official key, Land, size class and budget year of a municipality."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import municipality as rules

TOWNS = [
	("03256022", "Niedersachsen"),
	("05315000", "Nordrhein-Westfalen"),
	("05112000", "Nordrhein-Westfalen"),
	("05513000", "Nordrhein-Westfalen"),
	("14612000", "Sachsen"),
	("09462000", "Bayern"),
	("11000000", "Berlin"),
	("06411000", "Hessen"),
	("10041100", "Saarland"),
	("15002000", "Sachsen-Anhalt"),
	("01001000", "Schleswig-Holstein"),
	("02000000", "Hamburg"),
	("04011000", "Bremen"),
	("07111000", "Rheinland-Pfalz"),
	("08111000", "Baden-Württemberg"),
	("12054000", "Brandenburg"),
	("13003000", "Mecklenburg-Vorpommern"),
	("16051000", "Thüringen"),
]


@pytest.mark.parametrize(("ags", "land"), TOWNS)
def test_a_real_key_passes_and_names_its_land(ags, land):
	assert rules.check_ags(ags) is None
	assert rules.land_of(ags) == land


@pytest.mark.parametrize(
	"ags", ["", "0325602", "032560220", "0325602X", "abcdefgh", "٠٣٢٥٦٠٢٢", "03256-22", "+3256022"]
)
def test_anything_but_eight_digits_is_refused(ags):
	assert rules.check_ags(ags).message == rules.NOT_EIGHT_DIGITS


@pytest.mark.parametrize("ags", ["00256022", "17256022", "99256022"])
def test_an_unknown_land_is_refused(ags):
	problem = rules.check_ags(ags)
	assert (problem.message, problem.values) == (rules.UNKNOWN_LAND, (ags[:2],))


@pytest.mark.parametrize("ags", ["03056022", "05211000", "14161000", "15101000", "01101000", "06711000", "09862000"])
def test_a_region_that_the_land_does_not_have_is_refused(ags):
	assert rules.check_ags(ags).message == rules.UNKNOWN_REGION


def test_a_district_00_is_refused_outside_the_city_states():
	assert rules.check_ags("03200022").message == rules.NO_DISTRICT


@pytest.mark.parametrize("ags", ["11000001", "11100000", "02000001"])
def test_a_city_state_has_one_key_only(ags):
	assert rules.check_ags(ags).message == rules.CITY_STATE


@pytest.mark.parametrize("text", ["03 256 022", " 03256022 ", "03\u00a0256\u00a0022", "03 2 56 022\t"])
def test_blanks_of_a_printed_key_are_dropped(text):
	assert rules.normalise_ags(text) == "03256022"


def test_a_missing_key_is_empty():
	assert rules.normalise_ags(None) == ""


@given(st.text(max_size=12))
def test_a_key_that_passes_always_has_a_land(text):
	ags = rules.normalise_ags(text)
	if rules.check_ags(ags) is None:
		assert rules.land_of(ags) in rules.LANDS.values()


@given(st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_digits_are_refused_in_words_or_have_a_land(ags):
	problem = rules.check_ags(ags)
	assert problem.message in rules.MESSAGES if problem else rules.land_of(ags)


@pytest.mark.parametrize(
	("inhabitants", "expected"),
	[
		(None, ""),
		(0, ""),
		(1, rules.RURAL_MUNICIPALITY),
		(4_999, rules.RURAL_MUNICIPALITY),
		(5_000, rules.SMALL_TOWN),
		(19_999, rules.SMALL_TOWN),
		(20_000, rules.MEDIUM_SIZED_TOWN),
		(31_000, rules.MEDIUM_SIZED_TOWN),
		(99_999, rules.MEDIUM_SIZED_TOWN),
		(100_000, rules.CITY),
		(3_600_000, rules.CITY),
	],
)
def test_size_class_follows_from_the_inhabitants(inhabitants, expected):
	assert rules.size_class(inhabitants) == expected


@pytest.mark.parametrize("month", [1, 7, 12])
def test_a_budget_year_starts_in_a_month(month):
	assert rules.check_budget_year_start(month) is None


@pytest.mark.parametrize("month", [-1, 0, 13])
def test_a_budget_year_does_not_start_outside_the_year(month):
	assert rules.check_budget_year_start(month).message == rules.NO_MONTH


@pytest.mark.parametrize(
	("address", "right"),
	[
		(None, True),
		("", True),
		("https://karten.stadt.example/{z}/{x}/{y}.png", True),
		("http://10.0.0.7:8080/tiles/{z}/{x}/{y}.png?layer=grau", True),
		("/files/karte/{z}/{x}/{y}.png", True),
		("//fremd.example/{z}/{x}/{y}.png", False),
		("https://nutzer:wort@karten.example/{z}/{x}/{y}.png", False),
		("https://karten.stadt.example/{z}/{x}.png", False),
		("https://karten.stadt.example/{z}/{x}/{y}/{y}.png", False),
		("javascript:alert(1)//{z}{x}{y}", False),
		('https://k.example/{z}/{x}/{y}"onerror="x', False),
		("karten.stadt.example/{z}/{x}/{y}.png", False),
	],
)
def test_the_address_of_map_tiles(address, right):
	assert (rules.check_map_tiles(address) is None) == right
