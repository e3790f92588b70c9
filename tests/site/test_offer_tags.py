"""The narrow table of the matching: it comes to what looking at each offer comes to, and it cannot drift (F33)."""

import contextlib
import datetime
import random

import frappe
import pytest
from challenge_people import (
	GOODS,
	HANDS,
	KNOWLEDGE,
	SAARBRUECKEN,
	TRANSPORT,
	accepted,
	ensure_town,
	fields,
	kinds,
	make_group,
	make_offer,
	make_partner,
	tags,
)
from factories import as_user, ensure_area, ensure_municipality, ensure_user, make_stakeholder
from frappe.model.document import Document
from frappe.utils import add_days, getdate, today
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from queries import queries_of

from upj_kooperation.api import matches
from upj_kooperation.challenge_brokering import bookings, candidates, offer_tags
from upj_kooperation.challenge_brokering.plain_offers import plain_offers
from upj_kooperation.domain import capacity, matching

KINDS = (GOODS, HANDS, KNOWLEDGE, TRANSPORT)
FIELDS = ("Jugend", "Soziales", "Gesundheit")
TODAY = datetime.date(2016, 5, 17)
SLOW = settings(
	max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def day(rng: random.Random, spread: int = 120) -> datetime.date:
	return TODAY + datetime.timedelta(days=rng.randint(-spread, spread))


def maybe(rng: random.Random, value):
	return value if rng.random() < 0.5 else None


@pytest.fixture
def areas() -> list[str]:
	"""Two programme areas of Saarbrücken."""
	ensure_town()
	fields(*FIELDS)
	return [ensure_area(SAARBRUECKEN, name).name for name in ("Malstatt", "Burbach")]


@pytest.fixture
def partners() -> list:
	"""Four partners, in different stages."""
	stages = ("Identified", "Interested", "In Talks", "Engaged")
	return [make_partner(f"Werk {number} (erfunden)", engagement_stage=stage) for number, stage in enumerate(stages)]


def random_offer(rng: random.Random, partner, areas: list[str]):
	"""Insert a random active offer."""
	begins, ends = sorted((day(rng), day(rng)))
	return make_offer(
		partner,
		kinds=kinds(*rng.sample(KINDS, rng.randint(1, 3))),
		fields_of_action=fields(*rng.sample(FIELDS, rng.randint(0, 2))),
		areas=[{"programme_area": area} for area in rng.sample(areas, rng.randint(0, 2))],
		capacity=rng.randint(1, 3),
		capacity_period=rng.choice(capacity.PERIODS),
		available_from=maybe(rng, begins),
		available_until=maybe(rng, ends),
	)


def random_request(rng: random.Random, areas: list[str]) -> matching.Request:
	"""Return a random request."""
	return matching.Request(
		frozenset(rng.sample(KINDS, rng.randint(1, 3))),
		matching.day_of(maybe(rng, day(rng)), TODAY),
		rng.choice((None, *FIELDS)),
		rng.choice((None, *areas)),
		rng.randint(1, 2),
	)


def rebuilt() -> list[tuple]:
	"""Return the rows of the table after a rebuild."""
	offer_tags.rebuild(lambda _done, _total: None)
	return tags()


@SLOW
@given(seed=st.integers(0, 2**32))
def test_the_statement_finds_what_looking_at_each_offer_finds(seed: int, areas: list, partners: list):
	rng = random.Random(seed)
	frappe.db.savepoint("example")
	try:
		for _number in range(12):
			offer = random_offer(rng, rng.choice(partners), areas)
			for _booking in range(rng.randint(0, 2)):
				used = bookings.used_of([offer.name]).get(offer.name, {})
				needed = day(rng)
				if used.get(capacity.period_start(offer.capacity_period, needed), 0) < offer.capacity:
					bookings.book(offer.name, 1, needed)
		offer_tags.refresh_partners([partner.name for partner in partners])
		everything = plain_offers(frappe.get_all("Support Offer", pluck="name", order_by="name asc"))
		weights = matching.Weights(*[rng.randint(0, 100) for _weight in range(8)], rng.randint(0, 120))
		for _request in range(8):
			request = random_request(rng, areas)
			limit = rng.choice((3, 20))
			found = candidates.best_offers(SAARBRUECKEN, request, weights, TODAY, limit=limit)
			assert found == matching.best_offers(request, everything.values(), weights, TODAY, limit)
	finally:
		frappe.db.rollback(save_point="example")


@SLOW
@given(seed=st.integers(0, 2**32))
def test_the_best_requests_are_those_that_looking_at_each_request_finds(seed: int, areas: list, partners: list):
	rng = random.Random(seed)
	frappe.db.savepoint("example")
	try:
		groups = {make_group().name: matching.Weights(*[rng.randint(0, 100) for _weight in range(8)], 90) for _ in "ab"}
		requests = {}
		for _request in range(8):
			plain = random_request(rng, areas)
			group = rng.choice(list(groups))
			doc = accepted(
				frappe.get_doc("Challenge Group", group),
				kinds=kinds(*plain.kinds),
				needed_by="2099-06-01",
				field_of_action=plain.field,
				programme_area=plain.area,
			)
			doc.db_set("needed_by", rng.choice((None, plain.day, day(rng))))
			needed = matching.day_of(getdate(doc.needed_by) if doc.needed_by else None, TODAY)
			requests[doc.name] = group, matching.Request(plain.kinds, needed, plain.field, plain.area)
		for _offer in range(6):
			offer = random_offer(rng, rng.choice(partners), areas)
			for _booking in range(rng.randint(0, offer.capacity)):
				with contextlib.suppress(frappe.ValidationError):
					bookings.book(offer.name, 1, day(rng))
			own = plain_offers([offer.name])[offer.name]
			chosen = {name: groups[name] for name in rng.sample(list(groups), rng.randint(0, 2))}
			wanted = [
				(name, matching.score(plain, own, chosen[group], TODAY).points)
				for name, (group, plain) in requests.items()
				if group in chosen and matching.is_candidate(plain, own, TODAY)
			]
			limit = rng.choice((2, 20))
			wanted = sorted(wanted, key=lambda one: (-one[1], one[0]))[:limit]
			assert candidates.best_requests(SAARBRUECKEN, own, chosen, TODAY, limit) == wanted
	finally:
		frappe.db.rollback(save_point="example")


class Town:
	"""What happens to offers, partners and matches, in any order."""

	def __init__(self, rng: random.Random, partners: list, areas: list[str], group: Document) -> None:
		self.rng, self.areas, self.group = rng, areas, group
		self.partners = [partner.name for partner in partners]

	def take(self, step: str) -> None:
		"""Take a step; one that is refused leaves nothing."""
		frappe.db.savepoint("step")
		try:
			getattr(self, step)()
		except frappe.ValidationError:
			frappe.db.rollback(save_point="step")
			frappe.clear_messages()

	def match(self, *states: str) -> str | None:
		names = frappe.get_all(
			"Partner Match", filters={"workflow_state": ["in", states]}, pluck="name", order_by="name asc"
		)
		return self.rng.choice(names) if names else None

	def offer(self):
		names = frappe.get_all("Support Offer", pluck="name", order_by="name asc")
		return frappe.get_doc("Support Offer", self.rng.choice(names)) if names else None

	def partner(self):
		return frappe.get_doc("Stakeholder", self.rng.choice(self.partners))

	def enter(self) -> None:
		random_offer(self.rng, self.partner(), self.areas)

	def change(self) -> None:
		if offer := self.offer():
			offer.update(
				{
					"kinds": kinds(*self.rng.sample(KINDS, 2)),
					"fields_of_action": fields(*self.rng.sample(FIELDS, self.rng.randint(0, 1))),
					"areas": [{"programme_area": area} for area in self.rng.sample(self.areas, self.rng.randint(0, 1))],
					"status": self.rng.choice(("Active", "Paused")),
					"available_until": maybe(self.rng, day(self.rng)),
				}
			)
			offer.save()

	def delete(self) -> None:
		if offer := self.offer():
			frappe.delete_doc("Support Offer", offer.name)

	def rename(self) -> None:
		if offer := self.offer():
			frappe.rename_doc("Support Offer", offer.name, f"SO-X{frappe.generate_hash(length=5)}", force=True)

	def ask(self) -> None:
		partner = self.partner()
		partner.update(
			{
				"engagement_stage": self.rng.choice(("Contacted", "In Talks", "Engaged")),
				"objected_on": self.rng.choice((None, "2016-05-01")),
				"asking_ground": self.rng.choice(("Public Task", "Consent", "No Ground")),
			}
		)
		partner.save()

	def rename_partner(self) -> None:
		number = self.rng.randrange(len(self.partners))
		name = f"STK-X{frappe.generate_hash(length=5)}"
		self.partners[number] = frappe.rename_doc("Stakeholder", self.partners[number], name, force=True)

	def delete_partner(self) -> None:
		if len(self.partners) > 2:
			name = self.rng.choice(self.partners)
			frappe.delete_doc("Stakeholder", name)
			self.partners.remove(name)

	def propose(self) -> None:
		request = accepted(self.group)
		if offer := self.offer():
			matches.propose(request.name, offer.name)

	def call(self) -> None:
		if match := self.match("Proposed", "Contacted"):
			outcome = self.rng.choice(("Interested", "Declined"))
			matches.log_attempt(match, outcome, next_on=add_days(today(), 3), note="Kein Fahrer")

	def confirm(self) -> None:
		if match := self.match("Proposed", "Contacted"):
			matches.confirm(match)

	def carry_out(self) -> None:
		if match := self.match("Confirmed"):
			matches.carry_out(match, hours=2)

	def close(self) -> None:
		if match := self.match("Carried Out"):
			matches.close(match)

	def fail(self) -> None:
		if match := self.match("Proposed", "Contacted", "Confirmed"):
			matches.fail(match, "Zu spät")

	def drop_match(self) -> None:
		if match := self.match("Proposed", "Contacted", "Confirmed", "Carried Out"):
			frappe.delete_doc("Partner Match", match)

	def merge(self) -> None:
		if len(self.partners) > 2:
			merged = self.partners.pop(self.rng.randrange(len(self.partners)))
			frappe.rename_doc("Stakeholder", merged, self.rng.choice(self.partners), merge=True, force=True)

	def book(self) -> None:
		offer = self.offer()
		used = bookings.used_of([offer.name]).get(offer.name, {}) if offer else {}
		if offer and used.get(capacity.period_start(offer.capacity_period, TODAY), 0) < offer.capacity:
			bookings.book(offer.name, 1, TODAY)

	def give_back(self) -> None:
		if offer := self.offer():
			bookings.give_back(offer.name, 1, TODAY)

	def refuse(self) -> None:
		"""Something is begun and taken back."""
		frappe.db.savepoint("refused")
		self.change()
		self.enter()
		frappe.db.rollback(save_point="refused")


STEPS = (
	*("enter", "change", "delete", "rename", "ask", "rename_partner", "delete_partner", "merge", "book", "give_back"),
	*("propose", "propose", "call", "confirm", "confirm", "carry_out", "close", "fail", "drop_match", "refuse"),
)


@SLOW
@given(steps=st.lists(st.sampled_from(STEPS), min_size=6, max_size=24), seed=st.integers(0, 2**32))
def test_whatever_happens_the_table_stays_what_a_rebuild_makes_of_it(steps, seed, areas: list, partners: list):
	frappe.db.savepoint("example")
	try:
		town = Town(random.Random(seed), partners, areas, make_group())
		town.enter()
		town.enter()
		for step in steps:
			town.take(step)
		kept = tags()
		assert kept == rebuilt()
	finally:
		frappe.db.rollback(save_point="example")


def test_a_rebuild_finds_what_was_lost_and_drops_what_has_no_offer():
	offer = make_offer()
	right = tags(offer.name)
	frappe.db.delete("Support Offer Tag")
	orphan = (
		f"{offer_tags.bucket(SAARBRUECKEN, GOODS, '')}SO-99999",
		SAARBRUECKEN,
		GOODS,
		"SO-99999",
		offer.stakeholder,
	)
	frappe.db.bulk_insert("Support Offer Tag", ["name", "municipality", "kind", "offer", "stakeholder"], [orphan])
	seen = []
	assert offer_tags.rebuild(lambda done, total: seen.append((done, total))) == frappe.db.count("Support Offer")
	assert tags(offer.name) == right and not tags("SO-99999")
	assert seen[-1] == (frappe.db.count("Support Offer"),) * 2


def test_no_other_town_s_offer_is_ever_found():
	ensure_municipality()
	make_offer(make_stakeholder("Backstube (erfunden)", engagement_stage="Engaged"))
	own = make_offer()
	request = matching.Request(frozenset({TRANSPORT}), getdate())
	found = candidates.best_offers(SAARBRUECKEN, request, matching.Weights(), getdate())
	assert [name for name, _points in found] == [own.name]


def test_one_statement_finds_candidates_and_points_however_many_there_are():
	request = matching.Request(frozenset({TRANSPORT, GOODS}), getdate(), "Jugend")

	def find() -> list:
		return candidates.best_offers(SAARBRUECKEN, request, matching.Weights(), getdate())

	make_offer()
	assert len(queries_of(find)) == 1
	for _number in range(5):
		make_offer()
	assert len(queries_of(find)) == 1 and len(find()) == 6


def test_nobody_reads_the_table_but_the_administrators():
	ensure_town()
	with as_user(ensure_user("vera@saarbruecken.example", "Cooperation Manager", municipalities=(SAARBRUECKEN,))):
		for doctype in ("Support Offer Tag", "Support Capacity Use"):
			with pytest.raises(frappe.PermissionError):
				frappe.get_list(doctype, order_by="name asc")
