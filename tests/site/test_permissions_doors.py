"""Side doors: reports, charts, search, files, links, moving, revoking, deciding alone, deleting."""

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from access_table import (
	ADVISER,
	AUDITOR,
	COUNTED,
	MANAGER,
	STRANGER,
	WITHOUT_RECORD,
)
from entry_points import acting_as, by_link_search, by_list, call, is_allowed
from factories import NIENBURG, ensure_area, ensure_municipality, ensure_user
from frappe.core.doctype.file.utils import find_file_by_url
from frappe.desk.query_report import run
from queries import queries_of
from valid_records import COLOGNE, make_valid, valid_values
from worlds import Worlds, committed_worlds, user_of


@pytest.fixture(scope="module")
def worlds(test_site: str, on_site: Any) -> Iterator[Worlds]:
	"""The records of this file's tests, which undo what they do to them."""
	with committed_worlds(test_site, on_site) as made:
		yield made


def test_reports_show_rows_of_the_own_town_alone(worlds: Worlds):
	reports = frappe.get_all(
		"Report",
		filters={"module": ["in", frappe.get_module_list("upj_kooperation")]},
		fields=["name", "ref_doctype"],
		order_by="name asc",
	)
	assert reports
	other = set(worlds["other"].values()) | {COLOGNE, "Köln"}
	shown = []
	for report in reports:
		for role in (MANAGER, ADVISER, STRANGER):
			with acting_as(user_of(role)):
				result: list[dict] = []
				is_allowed(lambda: result.append(run(report.name, filters={}, ignore_prepared_report=True)))  # noqa: B023
				cells = {str(cell) for answer in result for row in answer["result"] for cell in cells_of(row)}
				shown += [f"{report.name}, {role}: {cell}" for cell in cells & other]
				if role == STRANGER and cells:
					shown.append(f"{report.name} answers users without our roles")
	assert not shown


def cells_of(row: Any) -> list[Any]:
	"""Return the values of a report's row."""
	return list(row.values()) if isinstance(row, dict) else list(row)


def test_charts_and_cards_count_what_the_user_sees(worlds: Worlds):
	for case in ("own", "other"):
		frappe.db.set_value(
			"Sponsorship",
			worlds[case]["Sponsorship"],
			{"decision": "Accepted", "workflow_state": "Accepted", "kind": "Money Donation", "deciding_organ": "Mayor"},
		)
	for path in [path for path, test in WITHOUT_RECORD.items() if test == COUNTED]:
		command = f"upj_kooperation.api.{path}"
		figures = {role: total(command, user_of(role)) for role in (STRANGER, MANAGER, AUDITOR)}
		assert not figures[STRANGER], path
		assert 0 < figures[MANAGER] < figures[AUDITOR], path


def total(command: str, user: str) -> float:
	"""Return the sum of a chart's figures, or a card's figure, for a user; nothing where it is refused."""
	answers: list[dict] = []
	with acting_as(user):
		is_allowed(lambda: answers.append(call(command)))
	return sum(
		answer["value"] if "value" in answer else sum(sum(row["values"]) for row in answer["datasets"])
		for answer in answers
	)


def test_a_business_partner_shows_only_own_involvements(worlds: Worlds):
	customer = frappe.get_doc({"doctype": "Customer", "customer_name": "Laden (erfunden)", "customer_type": "Company"})
	customer.insert()
	for case in ("own", "other"):
		doc = frappe.get_doc("Stakeholder", worlds[case]["Stakeholder"])
		doc.update({"party_type": "Customer", "party": customer.name})
		doc.save()
	with acting_as(ensure_user("verkauf@nienburg.example", MANAGER, "Sales User")):
		answer = call(
			"upj_kooperation.api.stakeholders.party_overview", "GET", party_type="Customer", party=customer.name
		)
		assert [row["name"] for row in answer["stakeholders"]] == [worlds["own"]["Stakeholder"]]
	with acting_as(user_of(STRANGER)):
		shown: list[dict] = []
		is_allowed(
			lambda: shown.append(
				call(
					"upj_kooperation.api.stakeholders.party_overview", "GET", party_type="Customer", party=customer.name
				)
			)
		)
		assert not any(answer["stakeholders"] or answer["involvements"] for answer in shown)


def test_search_over_everything_is_fenced(worlds: Worlds):
	frappe.get_doc("Global Search Settings").append(
		"allowed_in_global_search", {"document_type": "Stakeholder"}
	).db_insert()
	for case in ("own", "other"):
		frappe.db.sql(
			"insert into `__global_search` (doctype, name, content, title, published) values (%s, %s, %s, %s, 0)",
			("Stakeholder", worlds[case]["Stakeholder"], "Stakeholder : Backstube", "Backstube"),
		)
	own, other = worlds["own"]["Stakeholder"], worlds["other"]["Stakeholder"]
	for role in (MANAGER, ADVISER, STRANGER):
		with acting_as(user_of(role)):
			found = {row["name"] for row in call("frappe.utils.global_search.search", text="Backstube")}
			assert (own in found) == (role == MANAGER)
			assert other not in found


def private_file(doctype: str, name: str, **values: Any) -> Any:
	"""Attach a private file to a record."""
	content = f"vertraulich {frappe.generate_hash()}"
	return frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{frappe.generate_hash(length=8)}.txt",
			"is_private": 1,
			"attached_to_doctype": doctype,
			"attached_to_name": name,
			"content": content,
			**values,
		}
	).insert()


def can_download(file_url: str) -> bool:
	"""Say whether the session's user gets a private file, as `/private/files/…` decides it."""
	return bool(find_file_by_url(file_url))


def test_files_follow_their_record(worlds: Worlds):
	files = {case: private_file("Sponsorship", worlds[case]["Sponsorship"]) for case in ("own", "other")}
	for role in (MANAGER, ADVISER, STRANGER):
		may = {"own": role == MANAGER, "other": False}
		for case, file in files.items():
			with acting_as(user_of(role)):
				listed = frappe.get_list("File", filters={"attached_to_doctype": "Sponsorship"}, pluck="name")
				assert (file.name in listed) == may[case], f"{role} lists the file of {case}"
				assert can_download(file.file_url) == may[case], f"{role} downloads the file of {case}"


def test_writing_down_an_address_does_not_open_a_file(worlds: Worlds):
	secret = private_file("Sponsorship", worlds["other"]["Sponsorship"]).file_url
	with acting_as(user_of(ADVISER)):
		session = frappe.get_doc("Advisory Session", worlds["own"]["Advisory Session"])
		session.attachment = secret
		with pytest.raises(frappe.PermissionError, match="not yours"):
			session.save()
		assert not can_download(secret)
	with acting_as(user_of(MANAGER)):
		for values in (
			{"file_url": secret},
			{
				"file_url": secret,
				"attached_to_doctype": "Sponsorship",
				"attached_to_name": worlds["own"]["Sponsorship"],
			},
		):
			with pytest.raises(frappe.PermissionError):
				frappe.get_doc({"doctype": "File", "is_private": 1, **values}).insert()
		own = private_file("Sponsorship", worlds["own"]["Sponsorship"])
		own.file_url = secret
		with pytest.raises(frappe.PermissionError):
			own.save()
		assert not can_download(secret)
	# An Attach field of ERPNext's own records hangs the file there by itself.
	with acting_as(ensure_user("verkauf@nienburg.example", "Sales Master Manager", "Sales Manager")):
		customer = frappe.get_doc({"doctype": "Customer", "customer_name": "Laden (erfunden)", "image": secret})
		customer.insert()
		assert not can_download(secret)


def test_files_of_our_records_are_never_open_to_the_world(worlds: Worlds):
	with pytest.raises(frappe.ValidationError, match="must be private"):
		private_file("Sponsorship", worlds["own"]["Sponsorship"], is_private=0)


def test_links_lead_to_readable_records_alone(worlds: Worlds):
	with acting_as(user_of(MANAGER)):
		with pytest.raises(frappe.PermissionError, match="not yours"):
			make_valid(
				"Sponsorship", NIENBURG, stakeholder=worlds["other"]["Stakeholder"], programme_area=ensure_area().name
			)
		doc = frappe.get_doc("Cooperation Project", worlds["own"]["Cooperation Project"])
		doc.append("partners", {"stakeholder": worlds["other"]["Stakeholder"]})
		with pytest.raises(frappe.PermissionError, match="not yours"):
			doc.save()


def test_a_record_cannot_be_moved_to_another_town(worlds: Worlds):
	with acting_as(user_of(MANAGER)):
		doc = frappe.get_doc("Stakeholder", worlds["own"]["Stakeholder"])
		doc.municipality = COLOGNE
		with pytest.raises(frappe.PermissionError):
			doc.save()
		foreign = frappe.get_doc("Stakeholder", worlds["other"]["Stakeholder"])
		foreign.municipality = NIENBURG
		with pytest.raises(frappe.PermissionError):
			foreign.save()


def test_revoking_takes_effect_at_once(worlds: Worlds):
	area, foreign = worlds["own"]["Programme Area"], worlds["other"]["Programme Area"]
	user = ensure_user("wechsel@nienburg.example", MANAGER, municipalities=(COLOGNE,))
	with acting_as(user):
		assert by_list("Programme Area", foreign)
		assert not by_list("Programme Area", area)
	frappe.delete_doc("User Permission", frappe.db.get_value("User Permission", {"user": user, "for_value": COLOGNE}))
	with acting_as(user):
		assert not is_allowed(lambda: by_list("Programme Area", foreign))
		assert not frappe.has_permission("Programme Area", "read", foreign)
	frappe.get_doc("User", user).remove_roles(MANAGER)
	with acting_as(user):
		assert not is_allowed(lambda: by_list("Programme Area", area))
		assert not is_allowed(lambda: by_link_search("Programme Area", area))
	adviser = user_of(ADVISER)
	frappe.db.set_value("Advisory Mandate", worlds["own"]["Advisory Mandate"], "consultant", "Administrator")
	with acting_as(adviser):
		assert not by_list("Advisory Mandate", worlds["own"]["Advisory Mandate"])
		assert not by_list("Programme Area", area)


def test_managers_without_permissions_follow_the_own_towns(worlds: Worlds):
	user, foreign = user_of(MANAGER), worlds["other"]["Stakeholder"]
	with acting_as(user):
		assert not by_list("Stakeholder", foreign)
	town = ensure_municipality(COLOGNE)
	town.is_own = 1
	town.save()
	with acting_as(user):
		assert by_list("Stakeholder", foreign)
	town.is_own = 0
	town.save()
	with acting_as(user):
		assert not by_list("Stakeholder", foreign)


def test_four_eyes_hold_for_every_way_of_saving(worlds: Worlds):
	user = ensure_user("beides@nienburg.example", MANAGER, "Cooperation Approver")
	with acting_as(user):
		paper = make_valid("Council Paper")
		paper.workflow_state = "Released"
		with pytest.raises(frappe.PermissionError, match="yourself"):
			paper.save()
		paper.reload()
		paper.update({"owner": "Administrator", "workflow_state": "Released"})
		with pytest.raises(frappe.PermissionError, match="yourself"):
			paper.save()
		paper.reload()
		paper.owner = "Administrator"
		paper.save()
		assert frappe.db.get_value("Council Paper", paper.name, "owner") == user


def test_a_record_is_deleted_only_by_those_who_may_change_it_now(worlds: Worlds):
	name = worlds["own"]["Call Application"]
	frappe.db.set_value("Call Application", name, "workflow_state", "Handed In")
	with acting_as(user_of(MANAGER)):
		assert not frappe.has_permission("Call Application", "delete", name)
		doc = frappe.get_doc("Call Application", name)
		doc.motivation = "<p>Nachgebessert</p>"
		with pytest.raises(frappe.PermissionError, match="Programme Office"):
			doc.save()


def test_the_fence_costs_a_query_only_where_something_fenced_is_linked(worlds: Worlds):
	manager = ensure_user("mitarbeit@nienburg.example", MANAGER, municipalities=(NIENBURG,))
	with acting_as(manager):
		values = {"doctype": "Stakeholder", "stakeholder_name": "Laden (erfunden)", "actor_type": "Company"}
		queries = queries_of(lambda: frappe.get_doc({**values, "municipality": NIENBURG}).insert())
		assert not [query for query in queries if "tabMunicipality" in query or "tabUser Permission" in query]
	with acting_as(user_of(ADVISER)):
		values = valid_values("Advisory Session", mandate=worlds["own"]["Advisory Mandate"])
		values = {"doctype": "Advisory Session", **values, "participants": [], "next_steps": []}
		queries = queries_of(lambda: frappe.get_doc(values).insert())
		looks = [
			query
			for query in queries
			if "from `tabAdvisory Mandate`" in query and "`municipality`, `consultant`" in query
		]
		assert len(looks) == 1
