"""The people of the stories about agreements, and an agreement on its way: acting, refused, approved, in force."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import frappe
import pytest
from factories import NIENBURG, ensure_municipality, ensure_user, make_agreement
from frappe.model.workflow import apply_workflow
from freezegun import freeze_time

from upj_kooperation.api import cooperation as api

MANAGER = "toertchen.kooperation@nienburg.example"
APPROVER = "toertchen.freigabe@nienburg.example"
OTHER_MANAGER = "toertchen.kooperation@koeln.example"
AUDITOR = "toertchen.pruefung@nienburg.example"
BOTH = "toertchen.beides@nienburg.example"
STRANGER = "toertchen.fremd@nienburg.example"
KOELN = "05315000"
TOWN = "Nienburg/Weser"

JUNE = "2016-06-20 12:00:00"


@contextmanager
def acting(user: str, on: str | None = None) -> Iterator[None]:
	"""Act as `user`, if wanted at another time."""
	before = frappe.session.user
	frappe.set_user(user)
	try:
		if on:
			# A fraction of a second, and running on: Frappe compares these times to notice a change in between.
			with freeze_time(f"{on}.500000", tick=True):
				yield
		else:
			yield
	finally:
		frappe.set_user(before)


@contextmanager
def refused(text: str | None, exc: type[Exception] = frappe.ValidationError) -> Iterator[None]:
	"""Expect a refusal that says `text`; what it had written is undone, as at the end of a failed request."""
	frappe.db.savepoint("refused")
	with pytest.raises(exc, match=text):
		yield
	frappe.db.rollback(save_point="refused")


@contextmanager
def committed_people(site: str, on_site: Callable[[str], AbstractContextManager]) -> Iterator[None]:
	"""Two towns and their people: who works on cooperations, who approves, who looks, and a manager elsewhere.

	Made once for all tests of a file, because a user takes Frappe seconds; taken away at the end.
	"""
	users = {
		MANAGER: (("Cooperation Manager", "Projects User"), (NIENBURG,)),
		APPROVER: (("Cooperation Approver",), (NIENBURG,)),
		BOTH: (("Cooperation Manager", "Cooperation Approver"), (NIENBURG,)),
		AUDITOR: (("Cooperation Auditor",), ()),
		OTHER_MANAGER: (("Cooperation Manager",), (KOELN,)),
		STRANGER: (("Projects User",), ()),
	}
	with on_site(site):
		towns = [key for key in (NIENBURG, KOELN) if not frappe.db.exists("Municipality", key)]
		ensure_municipality()
		ensure_municipality(KOELN, "Köln")
		for user, (roles, municipalities) in users.items():
			ensure_user(user, *roles, municipalities=municipalities)
		frappe.db.commit()
	yield
	with on_site(site):
		# Frappe deletes no user while Administrator is the only System Manager, as here.
		for doctype, field in (("User Permission", "user"), ("Has Role", "parent"), ("User", "name")):
			frappe.db.delete(doctype, {field: ["in", list(users)]})
		for key in towns:
			frappe.delete_doc("Municipality", key, force=True)
		frappe.db.commit()


def rows(doc: Any, *names: str) -> list[str]:
	"""The keys of the parties' rows, in the order of their names."""
	return [next(row.name for row in doc.parties if row.party_name == name) for name in names]


def approved_agreement(**values: Any) -> Any:
	"""An agreement that waits for its signatures since 10 June 2016."""
	with acting(MANAGER, "2016-06-05 12:00:00"):
		doc = make_agreement(**values)
		apply_workflow(doc, "Send to Legal Check")
		apply_workflow(doc, "Ask for Approval")
	with acting(APPROVER, "2016-06-10 12:00:00"):
		return apply_workflow(doc, "Approve")


def agreement_in_force(**values: Any) -> Any:
	"""An agreement that is in force since 20 June 2016."""
	doc = approved_agreement(**values)
	with acting(MANAGER, JUNE):
		for row in doc.parties:
			api.sign_agreement(doc.name, row.name, "2016-06-20", "Electronic")
	return doc.reload()
