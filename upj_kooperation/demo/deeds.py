"""What a deed of the story is, and the few words in which deeds are told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow

from upj_kooperation.demo.people import Person

NIENBURG = "03256022"


@dataclass(frozen=True)
class Deed:
	"""What one person does at one moment.

	moment: local time, "2016-02-01 10:00"; chapter: the line that is printed when its first deed is done.
	"""

	moment: str
	person: Person
	chapter: str
	act: Callable[[], Any]


def enter(doctype: str, **values: Any) -> Document:
	"""Enter a record as the form does: insert as the session's user."""
	return frappe.get_doc({"doctype": doctype, **values}).insert()


def change(doctype: str, name: str, **values: Any) -> Document:
	"""Change a record as the form does."""
	doc = frappe.get_doc(doctype, name)
	doc.update(values)
	return doc.save()


def step(doc: Document, *actions: str) -> Document:
	"""Take a record through workflow actions, as the form's menu does."""
	for action in actions:
		doc = apply_workflow(doc.as_dict(), action)
	return doc


def find(doctype: str, **filters: Any) -> str:
	"""Return the name of a record of an earlier deed."""
	return frappe.db.get_value(doctype, filters, "name", order_by="creation asc")


def get(doctype: str, **filters: Any) -> Document:
	"""Return a record of an earlier deed."""
	return frappe.get_doc(doctype, find(doctype, **filters))
