"""Kanban boards: a dragged card is saved like any other change, but the board has no field to fill in."""

from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import cstr


def is_dragged() -> bool:
	"""Say whether this request moves a card on a Kanban board."""
	return cstr(frappe.form_dict.get("cmd")).startswith("frappe.desk.doctype.kanban_board")


def ask_for_reason(message: str, client_action: str, **args: str) -> NoReturn:
	"""Refuse a card with a button that asks for the reason.

	message: in the user's language; client_action: name of a function of ours in the list's script, called with `args`.
	"""
	action = {"label": _("State the Reason"), "client_action": client_action, "args": args}
	frappe.throw(message, title=_("Please Correct"), primary_action=action)
