"""The matching among growing numbers of offers, both ways and for all open requests at once.

Against the bare statement over the narrow table in the same run. Offers are written by the database itself, so that a
million of them are there within minutes; the rows of the narrow table follow from them as offer_tags.py says.
"""

import datetime
import resource
import time

import frappe
from harness import Result, compare, counted_queries, same_statements
from records import NIENBURG, ensure_records

from upj_kooperation.api import matching as api
from upj_kooperation.challenge_brokering import candidates, found_partners, matching_runs, proposals
from upj_kooperation.challenge_brokering.offer_tags import COLUMNS, TAG, USE, bucket, joined, rows_of
from upj_kooperation.domain.capacity import MONTH, period_start
from upj_kooperation.domain.matching import SOME_AREAS, STAGE_QUARTERS, WHOLE_TOWN, Weights

OFFER, REQUEST, MATCH, STAMP = "Support Offer", "Support Request", "Partner Match", "2016-01-01 00:00:00"
KINDS = ("Sachmittel", "Transport und Logistik", "Fachwissen", "Helfende Hände", "Räume und Plätze", "Kontakte")
FIELDS = ("Soziales", "Wohnumfeld", "Verkehr", "Jugend")
AREAS = tuple(f"PA-MESS{number}" for number in range(10))
STAGES = ("Identified", "Contacted", "Interested", "In Talks", "Engaged")
# So many offers has a partner; one offer of so many is booked, and so many matches of this quarter asked a partner.
OFFERS_OF_ONE, BOOKED_OF, ASKED = 5, 20, 300
# Offers that are written in one transaction.
CHUNK = 50_000
NEEDED_BY = datetime.date.today() + datetime.timedelta(days=30)
BARE = (
	"select `offer`, count(*) from `tabSupport Offer Tag` where `name` between %s and %s or `name` between %s and %s"
	" or `name` between %s and %s or `name` between %s and %s group by `offer` order by 2 desc, `offer` limit 20"
)
BARE_REQUESTS = (
	"select `parent`, count(*) from `tabSupport Request` `request`"
	" join `tabSupport Request Kind` `kinds` on `kinds`.`parent` = `request`.`name`"
	" where `municipality` = %s and `workflow_state` = 'Accepted' and `kind` in %s"
	" group by `parent` order by 2 desc, `parent` limit 20"
)


def matching(sizes: list[int], open_requests: int) -> list[Result]:
	"""The whole answer both ways at each number of offers, and the run of a night over the open requests.

	An answer is candidates, points, permission, and reasons of the best 20. The last entry compares the numbers of SQL
	statements at the largest and the smallest size: they must be the same.
	"""
	ensure_records()
	request = _requests(open_requests)
	starts = [
		bucket(NIENBURG, row.kind, area) for row in request.kinds for area in (WHOLE_TOWN, request.programme_area)
	]
	values = [value for start in starts for value in (start, f"{start}z")]
	results, answers = [], []
	for size in sizes:
		took = _fill(size)
		large = size >= 100_000
		answers.append(
			compare(
				f"best partners, {size:,} offers / bare narrow table",
				lambda: api.best_partners(request.name),
				lambda: frappe.db.sql(BARE, values),
				rounds=5,
				goal=3 if large else None,
				note=took,
			)
		)
		plain, today = proposals.plain_request(request), datetime.date.today()
		results.append(
			compare(
				f"its statement alone, {size:,} offers / bare",
				lambda plain=plain, today=today: candidates.best_offers(NIENBURG, plain, Weights(), today),
				lambda: frappe.db.sql(BARE, values),
				rounds=5,
			)
		)
		offer = frappe.get_doc(OFFER, "SO-MESS0000007")
		kinds = [row.kind for row in offer.kinds]
		results += [
			answers[-1],
			compare(
				f"best of {open_requests:,} requests, {size:,} offers / bare SQL",
				lambda offer=offer: api.best_requests(offer.name),
				lambda kinds=kinds: frappe.db.sql(BARE_REQUESTS, (NIENBURG, kinds)),
				rounds=5,
			),
		]
		if large or size == sizes[-1]:
			results += _night(size, values)
	return [*results, same_statements(f"SQL of best partners, {sizes[-1]:,} / {sizes[0]:,}", answers[0], answers[-1])]


def _night(offers: int, values: list[str]) -> list[Result]:
	"""The run of a night, and the report in the morning.

	work: milliseconds of one request in the second half; baseline: in the first; the note has throughput and memory.
	"""
	run, memory, moments = matching_runs.begin(NIENBURG), [], [time.perf_counter()]
	frappe.db.commit()
	seen: list[int] = []

	def after_each(done: int, _total: int) -> None:
		frappe.db.commit()
		seen.append(done)
		moments.append(time.perf_counter())
		memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)

	with counted_queries() as queries:
		matching_runs.carry_out(run, after_each)
	half, total = len(seen) // 2, seen[-1]
	first = (moments[half] - moments[0]) * 1000 / seen[half - 1]
	second = (moments[-1] - moments[half]) * 1000 / (total - seen[half - 1])
	kept = frappe.db.count("Request Candidate")
	each = total / (moments[-1] - moments[0])
	note = f"{each:.1f} requests/s, {kept:,} found; memory {memory[half]} MB, then {memory[-1]} MB"
	return [
		Result(
			f"night over {total:,} requests, {offers:,} offers, halves",
			second,
			first,
			second / first,
			1.3,
			len(queries) // total,
			len(queries) // total,
			note,
		),
		compare(
			f"good partners of {total:,} requests / bare narrow table",
			lambda: found_partners.good_ones(),
			lambda: frappe.db.sql(BARE, values),
			rounds=3,
		),
	]


def _requests(number: int) -> frappe.model.document.Document:
	"""Make open requests of every kind, field and area up to this number, and return the one that is asked for."""
	group = frappe.db.get_value("Challenge Group", {"group_name": "Messgruppe"})
	if not group:
		group = (
			frappe.get_doc(
				{
					"doctype": "Challenge Group",
					"group_name": "Messgruppe",
					"municipality": NIENBURG,
					"coordinator": "Administrator",
				}
			)
			.insert()
			.name
		)
		frappe.db.commit()
	have = frappe.db.count(REQUEST, {"name": ["like", "SR-MESS%"]})
	rows, kinds = [], []
	for one in range(have, number):
		name, field, area = f"SR-MESS{one:05}", FIELDS[one % 4], AREAS[one % 10] if one % 3 == 0 else None
		needed = NEEDED_BY + datetime.timedelta(days=one % 60)
		rows.append((name, STAMP, STAMP, "Messanfrage", group, NIENBURG, "Verein", "Accepted", needed, field, area))
		own = {KINDS[one % 6], KINDS[(one // 6 + 1) % 6]}
		kinds += [
			(f"{name}-{index}", STAMP, STAMP, name, REQUEST, "kinds", index, kind) for index, kind in enumerate(own)
		]
	head = ["name", "creation", "modified"]
	columns = ["request_title", "challenge_group", "municipality", "organisation_name", "workflow_state"]
	frappe.db.bulk_insert(REQUEST, [*head, *columns, "needed_by", "field_of_action", "programme_area"], rows)
	columns = [*head, "parent", "parenttype", "parentfield", "idx", "kind"]
	frappe.db.bulk_insert("Support Request Kind", columns, kinds)
	frappe.db.commit()
	return frappe.get_doc(REQUEST, "SR-MESS00000")


def _fill(size: int) -> str:
	"""Write offers up to this number with their rows in the narrow table; return how long it took."""
	start = frappe.db.count(OFFER, {"name": ["like", "SO-MESS%"]})
	began = time.perf_counter()
	_buckets()
	for first in range(start, size, CHUNK):
		last = min(first + CHUNK, size)
		_number(first, last)
		for statement in (*OFFERS, *TAGS):
			frappe.db.sql(statement.format(**SETTINGS))
		frappe.db.commit()
	_book_and_ask()
	for doctype in (OFFER, TAG, "Stakeholder", "Support Offer Kind", "Support Offer Field", "Support Offer Area", USE):
		frappe.db.sql(f"analyze table `tab{doctype}`")
	_check(size)
	return f"{size - start:,} offers written in {time.perf_counter() - began:.0f} s"


# Numbers of this chunk, and the buckets of the narrow table: what the statements below choose from.
SETTINGS = {
	"stamp": f"'{STAMP}'",
	"town": f"'{NIENBURG}'",
	"offer": "concat('SO-MESS', lpad(`n`, 7, '0'))",
	"partner": f"concat('STK-MESS', lpad(`n` div {OFFERS_OF_ONE}, 7, '0'))",
	# The same for each run: what looks random follows from the number alone.
	"kind": "`n` % 6",
	"other_kind": "(`n` + 1 + `n` div 6 % 5) % 6",
	"fields": "`n` div 30 % 3",
	"areas": "`n` div 7 % 3",
	"area": "`n` div 21 % 10",
	"other_area": "(`n` div 21 + 3) % 10",
	"field": "`n` div 90 % 4",
	"other_field": "(`n` div 90 + 1) % 4",
	"stage": f"`n` div {OFFERS_OF_ONE} % 5",
	"capacity": "1 + `n` div 11 % 5",
	"each": OFFERS_OF_ONE,
}
ROW = "`name`, `creation`, `modified`"
CHILD = f"{ROW}, `parent`, `parenttype`, `parentfield`, `idx`"
OFFERS = (
	"insert into `tabStakeholder` ("
	+ ROW
	+ ", `stakeholder_name`, `municipality`, `engagement_stage`, `asking_ground`)"
	" select {partner}, {stamp}, {stamp}, concat('Werk ', `n`, ' (erfunden)'), {town}, `word`, 'Public Task'"
	" from `upj_number` join `upj_word` on `list` = 'stage' and `number` = {stage} where `n` % {each} = 0",
	"insert into `tabSupport Offer` ("
	+ ROW
	+ ", `offer_title`, `stakeholder`, `partner_name`, `municipality`, `status`,"
	" `capacity`, `capacity_period`)"
	" select {offer}, {stamp}, {stamp}, 'Angebot', {partner}, 'Werk', {town}, 'Active', {capacity}, 'Month'"
	" from `upj_number`",
	*(
		f"insert into `tab{table}` ({CHILD}, `{column}`)"
		f" select concat({{offer}}, '-{index}'), {{stamp}}, {{stamp}}, {{offer}},"
		f" 'Support Offer', '{field}', {index}, `word`"
		f" from `upj_number` join `upj_word` on `list` = '{of}' and `number` = {{{number}}}{where}"
		for table, column, field, of, number, index, where in (
			("Support Offer Kind", "kind", "kinds", "kind", "kind", 1, ""),
			("Support Offer Kind", "kind", "kinds", "kind", "other_kind", 2, ""),
			("Support Offer Field", "field_of_action", "fields_of_action", "field", "field", 1, " where {fields} > 0"),
			(
				"Support Offer Field",
				"field_of_action",
				"fields_of_action",
				"field",
				"other_field",
				2,
				" where {fields} > 1",
			),
			("Support Offer Area", "programme_area", "areas", "area", "area", 1, " where {areas} > 0"),
			("Support Offer Area", "programme_area", "areas", "area", "other_area", 2, " where {areas} > 1"),
		)
	),
)
TAGS = (
	*(
		"insert into `tabSupport Offer Tag` (" + ROW + ", `municipality`, `kind`, `area`, `offer`, `stakeholder`,"
		" `fields_of_action`, `capacity`, `capacity_period`, `stage_quarters`, `worked_together`)"
		f" select concat(`start`, {{offer}}), {{stamp}}, {{stamp}}, {{town}}, `upj_bucket`.`kind`,"
		" `upj_bucket`.`area`, {offer},"
		" {partner}, `upj_fields`.`word`, {capacity}, 'Month', `upj_quarters`.`number`, 0"
		" from `upj_number`"
		f" join `upj_bucket` on `kind_number` = {{{kind}}} and `area_number` = {area}"
		" join `upj_word` `upj_fields` on `upj_fields`.`list` = 'fields'"
		" and `upj_fields`.`number` = {fields} * 4 + {field}"
		" join `upj_word` `upj_stage` on `upj_stage`.`list` = 'stage' and `upj_stage`.`number` = {stage}"
		" join `upj_word` `upj_quarters` on `upj_quarters`.`list` = 'quarters'"
		" and `upj_quarters`.`word` = `upj_stage`.`word`"
		f" where {where}"
		for kind in ("kind", "other_kind")
		for area, where in (
			("-1", "{areas} = 0"),
			("-2", "{areas} > 0"),
			("{area}", "{areas} > 0"),
			("{other_area}", "{areas} > 1"),
		)
	),
)


def _buckets() -> None:
	for table, columns in (
		("upj_number", "`n` int primary key"),
		("upj_word", "`list` varchar(10), `number` int, `word` varchar(140), key (`list`, `number`)"),
		(
			"upj_bucket",
			"`kind_number` int, `area_number` int, `kind` varchar(140), `area` varchar(140), `start` varchar(16),"
			" primary key (`kind_number`, `area_number`)",
		),
	):
		frappe.db.sql_ddl(f"create table if not exists `{table}` ({columns}) collate utf8mb4_unicode_ci")
		frappe.db.sql(f"delete from `{table}`")
	words = [
		*(("kind", number, word) for number, word in enumerate(KINDS)),
		*(("field", number, word) for number, word in enumerate(FIELDS)),
		*(("area", number, word) for number, word in enumerate(AREAS)),
		*(("stage", number, word) for number, word in enumerate(STAGES)),
		*(("quarters", STAGE_QUARTERS[word], word) for word in STAGES),
		*(("fields", number, "") for number in range(4)),
		*(("fields", 4 + number, joined([FIELDS[number]])) for number in range(4)),
		*(("fields", 8 + number, joined([FIELDS[number], FIELDS[(number + 1) % 4]])) for number in range(4)),
	]
	for row in words:
		frappe.db.sql("insert into `upj_word` values (%s, %s, %s)", row)
	for kind_number, kind in enumerate(KINDS):
		for area_number, area in ((-1, WHOLE_TOWN), (-2, SOME_AREAS), *enumerate(AREAS)):
			row = (kind_number, area_number, kind, area, bucket(NIENBURG, kind, area))
			frappe.db.sql("insert into `upj_bucket` values (%s, %s, %s, %s, %s)", row)


def _number(first: int, last: int) -> None:
	"""Let the table of numbers hold those from `first` up to before `last`."""
	frappe.db.sql("delete from `upj_number`")
	frappe.db.sql("insert into `upj_number` values (%s)", first)
	have = 1
	while have < last - first:
		frappe.db.sql(
			"insert into `upj_number` select `n` + %s from `upj_number` where `n` + %s < %s", (have, have, last)
		)
		have *= 2


def _book_and_ask() -> None:
	"""Let some offers be booked in the month of the requests, and some partners be asked lately, as in a real town."""
	start = period_start(MONTH, NEEDED_BY)
	frappe.db.sql(
		"insert into `tabSupport Capacity Use` (" + ROW + ", `offer`, `municipality`, `period_start`, `used`)"
		" select concat(`name`, '|', %s), %s, %s, `name`, `municipality`, %s, 1 from `tabSupport Offer`"
		f" where `name` like 'SO-MESS%%' and right(`name`, 7) %% {BOOKED_OF} = 0"
		" and not exists (select 1 from `tabSupport Capacity Use` `booked`"
		" where `booked`.`offer` = `tabSupport Offer`.`name`)",
		(str(start), STAMP, STAMP, start),
	)
	frappe.db.sql(
		"update `tabSupport Offer Tag` join `tabSupport Capacity Use` `used`"
		" on `used`.`offer` = `tabSupport Offer Tag`.`offer` set `booked` = `used`.`offer` where `booked` is null"
	)
	if not frappe.db.count(MATCH, {"name": ["like", "PM-MESS%"]}):
		day = datetime.date.today() - datetime.timedelta(days=20)
		columns = ["name", "creation", "modified", "municipality", "offer", "stakeholder", "asked_on", "workflow_state"]
		rows = [
			(
				*(f"PM-MESS{one}", STAMP, STAMP, NIENBURG, f"SO-MESS{one * OFFERS_OF_ONE:07}", f"STK-MESS{one:07}"),
				*(day, "Closed"),
			)
			for one in range(min(ASKED, frappe.db.count(OFFER) // OFFERS_OF_ONE))
		]
		frappe.db.bulk_insert(MATCH, columns, rows)
		frappe.db.sql(
			"update `tabSupport Offer Tag` join `tabPartner Match` `asked`"
			" on `asked`.`stakeholder` = `tabSupport Offer Tag`.`stakeholder` and `asked`.`name` like 'PM-MESS%%'"
			" set `last_asked` = `asked_on`, `worked_together` = 1"
		)
	frappe.db.commit()


def _check(size: int) -> None:
	"""Make sure that the narrow table is what the app would make of these offers."""
	names = [f"SO-MESS{number:07}" for number in {*range(0, size, max(size // 300, 1)), *range(40)}]
	same = slice(3, None)
	wanted = {row[0]: tuple(map(str, row[same])) for row in rows_of(sorted(names))}
	columns = ", ".join(f"`{column}`" for column in COLUMNS)
	found = frappe.db.sql(f"select {columns} from `tabSupport Offer Tag` where `offer` in %s", (names,))
	if wanted != {row[0]: tuple(map(str, row[same])) for row in found}:
		raise RuntimeError("The narrow table is not what the app makes of these offers.")
	frappe.db.rollback()
