"""What a site consists of, in a form that two moments can be compared by."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import frappe
from access_table import FENCED, OPEN, TABLES

OURS = (*FENCED, *OPEN, *TABLES)
# What tests that commit make, of ours and of the platform.
MADE = (
	*OURS,
	*(
		"Customer",
		"Supplier",
		"Lead",
		"Prospect",
		"Sales Invoice",
		"Sales Invoice Item",
		"Journal Entry",
		"Journal Entry Account",
		"GL Entry",
		"Payment Ledger Entry",
		"Timesheet",
		"Timesheet Detail",
	),
	*("Contact", "Contact Email", "Contact Phone", "Address", "Dynamic Link", "File", "ToDo", "Comment", "Version"),
	*("User", "Has Role", "User Permission", "Notification Settings", "Notification Log", "DocShare"),
	*("Communication", "Email Queue", "Email Queue Recipient", "Email Account", "Error Log"),
)

# Stamps and counters that say when something was touched, not what it is.
PASSING = frozenset(
	{"modified", "modified_by", "creation", "idx", "last_synced_on", "last_execution", "next_execution"}
)
# What Frappe notes down about its own runs.
LOGS = frozenset(
	{
		"Access Log",
		"Activity Log",
		"Deleted Document",
		"Error Log",
		"Installed Application",
		"Route History",
		"Scheduled Job Log",
		"Sessions",
	}
)


def tables() -> set[str]:
	"""Return the names of all tables."""
	return {row[0] for row in frappe.db.sql("show tables")}


def columns() -> dict[str, list[str]]:
	"""Return the columns of each table, as the database has them."""
	return {table: sorted(row[0] for row in frappe.db.sql(f"show columns from `{table}`")) for table in tables()}


def rows(table: str) -> dict[str, str]:
	"""Return name and content (as a hash) of each row of a table; rows of a record go by parent and content."""
	found: dict[str, str] = {}
	for row in frappe.db.sql(f"select * from `{table}`", as_dict=True):
		if (table == "tabSingles" and row.field in PASSING) or row.get("ref_doctype") == "Installed Applications":
			continue
		content = {key: value for key, value in row.items() if key not in PASSING}
		if row.get("parent"):
			content.pop("name")
		text = json.dumps(content, sort_keys=True, default=str)
		mark = hashlib.sha256(text.encode()).hexdigest()
		found[_name(table, row, mark)] = mark
	return found


def _name(table: str, row: dict[str, Any], mark: str) -> str:
	if row.get("parent"):
		return f"{row['parent']} {row.get('fieldname') or row.get('role') or ''} {mark[:12]}"
	if table == "tabVersion":
		return f"{row['ref_doctype']} {row['docname']} {row['name']}"
	if row.get("name") is not None:
		return str(row["name"])
	return json.dumps([str(value) for value in row.values()])


def content() -> dict[str, dict[str, str]]:
	"""Return all rows of all tables but logs: {table: {name: hash}}."""
	return {
		table: rows(table)
		for table in sorted(tables())
		if table.removeprefix("tab") not in LOGS and table.isprintable()
	}


def changes(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> dict[str, dict[str, list[str]]]:
	"""Return {table: {new, gone, changed: names}} for what differs between two moments."""
	found = {}
	for table in sorted({*before, *after}):
		old, new = before.get(table, {}), after.get(table, {})
		difference = {
			"new": sorted(set(new) - set(old)),
			"gone": sorted(set(old) - set(new)),
			"changed": sorted(name for name in set(old) & set(new) if old[name] != new[name]),
		}
		if any(difference.values()):
			found[table] = {key: names for key, names in difference.items() if names}
	return found


def names_in(doctypes: Iterable[str]) -> dict[str, set[str]]:
	"""Return the names of all records of some DocTypes."""
	return {doctype: set(frappe.get_all(doctype, pluck="name", order_by="name asc")) for doctype in doctypes}


def remove_new(before: dict[str, set[str]]) -> None:
	"""Delete, past all checks, what was not there at an earlier moment."""
	for doctype, names in before.items():
		new = set(frappe.get_all(doctype, pluck="name", order_by="name asc")) - names
		if new:
			frappe.db.delete(doctype, {"name": ["in", list(new)]})
			if doctype == "User":
				frappe.db.delete("__Auth", {"name": ["in", list(new)]})
