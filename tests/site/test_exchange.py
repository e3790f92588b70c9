"""Municipalities ask each other, answer, and meet: who sees what of it, and what came of it."""

import datetime
from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from advice_people import COLLEAGUE, CONSULTANT, JUNA, KIRA, KOLJA, STRANGER, committed_people
from entry_points import INTRUSIONS, READERS, acting_as, call, delete, is_allowed, touch
from factories import NIENBURG, make
from frappe.model.document import Document
from freezegun import freeze_time
from valid_records import COLOGNE, JENA

SUMMER = datetime.datetime(2016, 7, 1, 8, 0, 0, 1)


@pytest.fixture(scope="module", autouse=True)
def people(test_site: str, on_site: Any) -> Iterator[None]:
	"""The towns and users of this file's tests."""
	with committed_people(test_site, on_site):
		yield


@pytest.fixture(autouse=True)
def summer_of_2016():
	with freeze_time(SUMMER):
		yield


def ask(**values) -> Document:
	"""Ask Cologne as Nienburg's manager, by the name that the form offers."""
	values = {"asked_name": f"Köln ({COLOGNE})", "question": "<p>Wie habt ihr Betriebe gewonnen?</p>", **values}
	with acting_as_for_good(KIRA):
		return make(
			"Exchange Request",
			request_title="Wie gewinnt man Betriebe?",
			municipality=NIENBURG,
			**values,
		)


class acting_as_for_good:
	"""Be another user for a while; what is written stays."""

	def __init__(self, user: str) -> None:
		self.user, self.before = user, frappe.session.user

	def __enter__(self) -> None:
		frappe.set_user(self.user)

	def __exit__(self, *_error: object) -> None:
		frappe.set_user(self.before)


def answer(request: Document, user: str, municipality: str) -> Document:
	"""Answer a question as a user."""
	with acting_as_for_good(user):
		return make(
			"Exchange Answer", request=request.name, municipality=municipality, answer="<p>Mit einem Frühstück.</p>"
		)


def reads(user: str, doc: Document) -> set[bool]:
	"""Return what the ways of reading a record answer to a user."""
	found = set()
	for reader in READERS:
		with acting_as(user):
			found.add(is_allowed(lambda reader=reader: reader(doc.doctype, doc.name)))
	return found


def changes(user: str, doc: Document) -> bool:
	"""Say whether a user changes, deletes or shares a record."""
	ways = (touch, delete, INTRUSIONS["share to oneself"])
	allowed = []
	for way in ways:
		with acting_as(user):
			allowed.append(is_allowed(lambda way=way: way(doc.doctype, doc.name)))
	return any(allowed)


def notes(user: str) -> int:
	"""Return how many notes a user finds under the bell."""
	return frappe.db.count("Notification Log", {"for_user": user})


def test_a_question_is_asked_answered_and_closed():
	request = ask()
	assert (request.asked_municipality, request.status) == (COLOGNE, "Open")
	assert (notes(KOLJA), notes(JUNA)) == (1, 0)
	answered = answer(request, KOLJA, COLOGNE)
	request.reload()
	assert (request.status, answered.answer_title, notes(KIRA)) == ("Answered", request.request_title, 1)
	with acting_as_for_good(KIRA):
		request.status = "Closed"
		with pytest.raises(frappe.ValidationError, match="what came of"):
			request.save()
		request.update({"outcome": "<p>Frühstück im Nordertor (erfunden).</p>"}).save()
	with pytest.raises(frappe.ValidationError, match="closed"):
		answer(request, KOLJA, COLOGNE)
	with acting_as_for_good(KIRA):
		request.update({"status": "Answered"}).save()
	with acting_as_for_good(KOLJA):
		frappe.delete_doc("Exchange Answer", answered.name)
	assert frappe.db.get_value("Exchange Request", request.name, "status") == "Open"


def test_the_asking_and_the_asked_municipality_see_it_and_nobody_else():
	request = ask()
	answered = answer(request, KOLJA, COLOGNE)
	for doc, writer, reader in ((request, KIRA, KOLJA), (answered, KOLJA, KIRA)):
		assert reads(writer, doc) == {True}
		assert reads(reader, doc) == {True}
		assert not changes(reader, doc)
		assert reads(JUNA, doc) == {False}
		assert not changes(JUNA, doc)
	with pytest.raises(frappe.PermissionError):
		answer(request, JUNA, JENA)
	with pytest.raises(frappe.PermissionError):
		answer(request, KOLJA, JENA)


def test_a_question_to_all_is_read_and_answered_by_all_as_long_as_it_is_meant_so():
	request = ask(asked_name=None, shared=1)
	answered = answer(request, JUNA, JENA)
	for doc in (request, answered):
		assert reads(KOLJA, doc) == {True}
		assert not changes(KOLJA, doc)
	for stranger in (STRANGER, CONSULTANT, "Guest"):
		assert reads(stranger, request) == {False}
	with acting_as_for_good(KIRA):
		request.reload()
		request.update({"shared": 0, "asked_name": "Jena"}).save()
	assert request.asked_municipality == JENA
	assert [reads(KOLJA, doc) for doc in (request, answered)] == [{False}, {False}]
	assert [reads(JUNA, doc) for doc in (request, answered)] == [{True}, {True}]


@pytest.mark.parametrize(
	("values", "word"),
	[
		({"asked_name": None}, "asked"),
		({"asked_name": "Nienburg/Weser"}, "itself"),
		({"asked_name": "Atlantis"}, "Atlantis"),
		({"asked_name": "Köln (99999999)"}, "Köln"),
		({"asked_name": None, "asked_municipality": "05999999"}, ""),
		({"question": None}, ""),
		({"status": "Answered"}, "answered"),
	],
)
def test_a_question_that_cannot_be_is_refused(values: dict, word: str):
	before = frappe.db.count("Exchange Request")
	with pytest.raises(frappe.ValidationError, match=word):
		ask(**values)
	assert frappe.db.count("Exchange Request") == before


def workshop(**values) -> Document:
	"""Plan a workshop in Nienburg with Cologne."""
	with acting_as_for_good(KIRA):
		return make(
			"Peer Workshop",
			workshop_title="Kollegiale Beratung",
			municipality=NIENBURG,
			workshop_date="2016-06-20",
			consultant=CONSULTANT,
			municipalities=[{"municipality_name": f"Köln ({COLOGNE})"}],
			**values,
		)


def test_a_workshop_is_seen_by_host_guests_and_moderator_and_kept_by_host_and_moderator():
	doc = workshop(participants=[{"participant_name": "Ada (erfunden)"}])
	assert doc.municipalities[0].municipality == COLOGNE
	assert [reads(user, doc) for user in (KIRA, KOLJA, CONSULTANT)] == [{True}] * 3
	assert [reads(user, doc) for user in (JUNA, COLLEAGUE)] == [{False}] * 2
	assert not changes(KOLJA, doc)
	with acting_as(CONSULTANT):
		mine = frappe.get_doc("Peer Workshop", doc.name)
		mine.status = "Held"
		with pytest.raises(frappe.ValidationError, match="two municipalities"):
			mine.save()
		mine.municipalities[0].attended = 1
		with pytest.raises(frappe.ValidationError, match="what came of"):
			mine.save()
		mine.update({"result": "<p>Drei Ideen (erfunden).</p>"}).save()
		assert mine.status == "Held"
	with acting_as(KIRA):
		doc.reload()
		doc.municipalities = []
		doc.save()
		assert reads(KOLJA, doc) == {False}


def test_consultants_learn_of_no_municipality_but_their_own():
	path = "upj_kooperation.api.exchange.municipality_choices"
	for user in (CONSULTANT, STRANGER, "Guest"):
		with acting_as(user):
			assert not is_allowed(lambda: call(path))
	with acting_as(KIRA):
		assert {f"Jena ({JENA})", f"Köln ({COLOGNE})"} <= set(call(path))
