"""Secret links: nothing that is stored opens anything, and each has its last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import secret_link as rules

days = st.dates(date(2015, 1, 1), date(2090, 1, 1))


@given(st.binary(min_size=16, max_size=64), st.text(min_size=1, max_size=40))
def test_a_token_is_made_anew_from_key_and_salt_alone(key: bytes, salt: str):
	token = rules.make_token(key, salt)
	assert rules.is_token(token) and len(token) == rules.TOKEN_LENGTH
	assert token == rules.make_token(key, salt)
	assert token != rules.make_token(key + b"x", salt) and token != rules.make_token(key, salt + "x")
	assert token not in rules.hash_of(token)


@pytest.mark.parametrize("text", [None, "", 5, {"a": 1}, ["a"], "x" * 42, "x" * 44, "x" * 42 + "!", "x" * 43 + "\n"])
def test_what_is_no_token_is_not_looked_up(text: object):
	assert not rules.is_token(text)


@pytest.mark.parametrize("text", [None, "", 5, ["a"], "x" * 19, "x" * 65, "a b" * 10])
def test_what_is_no_key_of_a_page_is_refused(text: object):
	assert not rules.is_once(text)
	assert rules.is_once("x" * 20) and rules.is_once("x" * 64)


@given(days, st.one_of(st.none(), days))
def test_a_link_outlives_what_it_is_needed_for(closes: date, period_end: date | None):
	assert rules.expires_on(closes, period_end, submitted=False) == closes + timedelta(days=30)
	last = rules.expires_on(closes, period_end, submitted=True)
	assert last == max(closes, period_end or closes) + timedelta(days=90)


@given(days)
def test_a_link_is_valid_on_its_last_day_and_not_after(last: date):
	assert rules.check_expiry(last, last) is None
	assert rules.check_expiry(None, last) is None
	problem = rules.check_expiry(last, last + timedelta(days=1))
	assert problem.message == rules.LINK_EXPIRED and problem.values == (last,)
