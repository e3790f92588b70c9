"""Records of the story for site tests: `ensure_*` finds or makes, `make_*` always makes."""

from typing import Any

import frappe
from frappe.model.document import Document

NIENBURG = "03256022"


def make(doctype: str, **values: Any) -> Document:
	"""Insert a record as the session's user and return it."""
	return frappe.get_doc({"doctype": doctype, **values}).insert()


def ensure_municipality(ags: str = NIENBURG, name: str = "Nienburg/Weser", **values: Any) -> Document:
	"""Return the municipality with this key; Nienburg is the site's own."""
	if frappe.db.exists("Municipality", ags):
		return frappe.get_doc("Municipality", ags)
	values.setdefault("is_own", int(ags == NIENBURG))
	values.setdefault("inhabitants", 31_000)
	return make("Municipality", ags=ags, municipality_name=name, **values)


def ensure_field_of_action(name: str = "Soziales") -> str:
	"""Return the name of a field of action."""
	if not frappe.db.exists("Field of Action", name):
		make("Field of Action", field_name=name)
	return name


def ensure_area(municipality: str = NIENBURG, name: str = "Nordertor", **values: Any) -> Document:
	"""Return a programme area that has run under Soziale Stadt since 2015."""
	found = frappe.db.exists("Programme Area", {"municipality": municipality, "area_name": name})
	if found:
		return frappe.get_doc("Programme Area", found)
	values.setdefault("status", "Active")
	values.setdefault("start_date", "2015-01-01")
	values.setdefault("programmes", [{"programme": "Soziale Stadt", "from_date": "2015-01-01", "to_date": "2019-12-31"}])
	return make("Programme Area", area_name=name, municipality=municipality, **values)


def ensure_user(email: str, *roles: str, municipalities: tuple[str, ...] = ()) -> str:
	"""Return a desk user with exactly these roles and User Permissions on these municipalities."""
	if not frappe.db.exists("User", email):
		make("User", email=email, first_name=email.split("@")[0], send_welcome_email=0, user_type="System User")
	user = frappe.get_doc("User", email)
	user.set("roles", [])
	user.append_roles(*roles)
	user.save()
	frappe.db.delete("User Permission", {"user": email, "allow": "Municipality"})
	for key in municipalities:
		make("User Permission", user=email, allow="Municipality", for_value=key)
	frappe.clear_cache(user=email)
	return email
