"""What happens around installing and migrating the app."""

import json
from pathlib import Path

import click
import frappe
from frappe import _
from frappe.permissions import add_permission, update_permission_property

from upj_kooperation import compat, seeding
from upj_kooperation.customizations import add_custom_fields
from upj_kooperation.fences import CHILD_TABLES, FENCES, UNFENCED

APP = "upj_kooperation"


def before_install() -> None:
	"""Refuse, before anything is written, where ERPNext is missing or a name that we need is taken."""
	if "erpnext" not in frappe.get_installed_apps():
		frappe.throw(
			_("UPJ Kooperation works beside ERPNext. Install ERPNext on this site first, then this app."),
			title=_("ERPNext is Missing"),
		)
	taken = _taken_names()
	if taken:
		frappe.throw(
			_(
				"This site already has DocTypes or modules with these names: {0}. Rename them first, then install."
			).format(", ".join(taken)),
			title=_("Names are Taken"),
		)
	frappe.flags.upj_roles_of_the_site = set(
		frappe.get_all("Role", filters={"name": ["in", our_roles()]}, pluck="name", order_by="name asc")
	)
	if not compat.erpnext_is_safe():
		click.secho(
			"This ERPNext has known holes that are closed in 15.98.1 and later. Update it before real data goes in.",
			fg="yellow",
		)


def after_install() -> None:
	"""Bring the app's data into a new site."""
	for role in our_roles():
		if role not in (frappe.flags.upj_roles_of_the_site or ()):
			seeding.remember({"doctype": "Role", "role_name": role})
	after_migrate()


def after_migrate() -> None:
	"""Bring custom fields and seeded records up to date; safe to run any number of times."""
	add_custom_fields()
	_begin_number_series()
	seeding.seed_all()
	_let_office_change_templates()


def _let_office_change_templates() -> None:
	# Once: a town that takes the right away again has decided that.
	if frappe.db.exists("Seeded Record", {"reference_doctype": "Custom DocPerm"}):
		return
	doctype, role = "Email Template", "Programme Office"
	add_permission(doctype, role)
	update_permission_property(doctype, role, 0, "write", 1)
	row = frappe.db.get_value("Custom DocPerm", {"parent": doctype, "role": role, "permlevel": 0}, "name")
	seeding.remember({"doctype": "Custom DocPerm", "name": row})


def _begin_number_series() -> None:
	# Frappe begins a series with its first record; two first records at once would deadlock over the missing row.
	series = frappe.qb.DocType("Series")
	autonames = frappe.get_all(
		"DocType",
		filters={"module": ["in", frappe.get_module_list(APP)], "autoname": ["like", "%.#%"]},
		pluck="autoname",
		order_by="name asc",
	)
	prefixes = {autoname.split(".", 1)[0] for autoname in autonames}
	known = frappe.qb.from_(series).select(series.name).where(series.name.isin(sorted(prefixes))).run(pluck=True)
	if missing := sorted(prefixes - set(known)):
		frappe.qb.into(series).columns("name", "current").insert(*[(prefix, 0) for prefix in missing]).run()


def our_roles() -> list[str]:
	"""Return the names of the roles that the app brings."""
	path = Path(__file__).parent / "fixtures" / "role.json"
	return [role["name"] for role in json.loads(path.read_text(encoding="utf-8"))]


def _taken_names() -> list[str]:
	modules = frappe.get_module_list(APP)
	foreign_modules = frappe.get_all(
		"Module Def",
		filters={"name": ["in", modules], "app_name": ["!=", APP]},
		pluck="name",
		order_by="name asc",
	)
	# Those in our modules are left from an installation that was cut off; Frappe completes it.
	foreign_doctypes = frappe.get_all(
		"DocType",
		filters={"name": ["in", [*FENCES, *CHILD_TABLES, *UNFENCED]], "module": ["not in", modules]},
		pluck="name",
		order_by="name asc",
	)
	return [*foreign_modules, *foreign_doctypes]
