"""What happens around installing and migrating the app."""

import click
import frappe
from frappe import _

from upj_kooperation import compat, seeding
from upj_kooperation.customizations import add_custom_fields
from upj_kooperation.fences import CHILD_TABLES, FENCES, UNFENCED


def before_install() -> None:
	"""Refuse, before anything is written, where ERPNext is missing or another app owns one of our DocTypes."""
	if "erpnext" not in frappe.get_installed_apps():
		frappe.throw(
			_("UPJ Kooperation works beside ERPNext. Install ERPNext on this site first, then this app."),
			title=_("ERPNext is Missing"),
		)
	taken = frappe.get_all(
		"DocType",
		filters={"name": ["in", [*FENCES, *CHILD_TABLES, *UNFENCED]]},
		pluck="name",
		order_by="name asc",
	)
	if taken:
		frappe.throw(
			_("This site already has DocTypes with these names: {0}. Rename them first, then install.").format(
				", ".join(taken)
			),
			title=_("Names are Taken"),
		)
	if not compat.erpnext_is_safe():
		click.secho(
			"This ERPNext has known holes that are closed in 15.98.1 and later. Update it before real data goes in.",
			fg="yellow",
		)


def after_install() -> None:
	"""Bring the app's data into a new site."""
	after_migrate()


def after_migrate() -> None:
	"""Bring custom fields and seeded records up to date; safe to run any number of times."""
	add_custom_fields()
	seeding.seed_all()
