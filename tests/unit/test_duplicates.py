"""When two stakeholders look like one, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import duplicates as rules
from upj_kooperation.domain.duplicates import Known, Register, domain_of, keys_of, read_register, reasons
from upj_kooperation.domain.values import Problem

FREE = min(rules.FREE_MAIL)
NIENBURG, COLOGNE = "03256022", "05315000"


@pytest.mark.parametrize(
	("fields", "entry"),
	[
		((None, "HRB 4711", "Amtsgericht Walsrode"), Register("HRB", "4711", "Walsrode")),
		((None, "Amtsgericht Walsrode, HRB 04711", None), Register("HRB", "4711", "Walsrode")),
		(("VR", "200 123", None), Register("VR", "200123", "")),
		(("HRB", "4711 B", "AG Hannover"), Register("HRB", "4711 B", "Hannover")),
		((None, "hrb4711", ""), Register("HRB", "4711", "")),
		((None, "4711", ""), Register("", "4711", "")),
		((None, "", "Walsrode"), None),
		((None, None, None), None),
	],
)
def test_a_register_entry_is_read_as_people_write_it(fields: tuple, entry: Register | None):
	assert read_register(*fields) == entry


def test_what_is_no_register_entry_is_named():
	assert read_register(None, "unbekannt", None) == Problem(rules.REGISTER_UNKNOWN, ("unbekannt",))
	assert read_register("HRA", "HRB 12", None) == Problem(rules.REGISTER_CONTRADICTS, ("HRB", "HRA"))


def test_the_court_tells_two_numbers_apart_where_it_is_known():
	walsrode, hannover, nowhere = (Register("HRB", "1", court) for court in ("Walsrode", "Hannover", ""))
	assert not walsrode.agrees(hannover)
	assert walsrode.agrees(nowhere) and nowhere.agrees(hannover) and walsrode.agrees(walsrode)
	assert not Register("", "1", "").agrees(Register("", "1", ""))


@pytest.mark.parametrize(
	("address", "domain"),
	[
		("https://www.nordlicht.example/start?x=1", "nordlicht.example"),
		("Erika@Nordlicht.example", "nordlicht.example"),
		("https://user:pass@nordlicht.example:8080/", "nordlicht.example"),
		("mail.nordlicht.example", "nordlicht.example"),
		(f"erika@{FREE}", ""),
		("https://www.facebook.com/nordlicht", ""),
		("nordlicht.wordpress.com", ""),
		("kein Netz", ""),
		("", ""),
		(None, ""),
	],
)
def test_the_domain_tells_who_somebody_is(address: str | None, domain: str):
	assert domain_of(address) == domain


def known(title: str, town: str = NIENBURG, register: Register | None = None, *domains: str) -> Known:
	"""Return what is compared of a stakeholder."""
	return Known(title, title, town, register, frozenset(domains))


def test_names_count_in_one_municipality_and_the_rest_everywhere():
	entry = Register("HRB", "1", "Walsrode")
	one = known("Backhaus", NIENBURG, entry, "backhaus.example")
	other = known("Backhaus GmbH", COLOGNE, entry, "backhaus.example")
	assert [reason.message for reason in reasons(one, other)] == [rules.SAME_REGISTER, rules.SAME_DOMAIN]
	assert [reason.message for reason in reasons(one, known("Backhaus GmbH"))] == [rules.SAME_NAME]
	assert [reason.message for reason in reasons(one, known("Backhaus Mitte"))] == []
	assert reasons(known("???"), known("!!!")) == []


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from([NIENBURG, COLOGNE]))
def test_reasons_are_symmetric_and_share_a_key(title: str, other: str, town: str):
	one, two = known(title), known(other, town, Register("VR", "1", ""), "a.example")
	assert reasons(one, two) == reasons(two, one)
	assert all(len(key) <= rules.MAX_KEY for key in keys_of(title, two.register, two.domains))
	if [reason.message for reason in reasons(one, two)] == [rules.SAME_NAME]:
		assert set(keys_of(title, None, ())) & set(keys_of(other, None, ()))
