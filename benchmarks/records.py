"""Records that the benchmarks need, made once for each site."""

import frappe

NIENBURG = "03256022"
CONSULTANT = "messung@agentur.example"
MANAGER = "leitung@stadt.example"
SYLLABLES = ("nor", "der", "tor", "wes", "lin", "bau", "kam", "rel", "sin", "dop")


def word(number: int) -> str:
	"""Return an invented word for the last five digits of a number; neighbours are not alike."""
	return "".join(SYLLABLES[int(digit)] for digit in f"{number % 100_000:05d}").capitalize()


def ensure_records() -> str:
	"""Return the name of a mandate with an endless quota; make town, area, users and mandate where missing."""
	if not frappe.db.exists("Municipality", NIENBURG):
		frappe.get_doc(
			{"doctype": "Municipality", "ags": NIENBURG, "municipality_name": "Nienburg/Weser", "is_own": 1}
		).insert()
	for email, role in ((CONSULTANT, "Cooperation Adviser"), (MANAGER, "Cooperation Manager")):
		if not frappe.db.exists("User", email):
			user = frappe.get_doc(
				{"doctype": "User", "email": email, "first_name": email, "send_welcome_email": 0}
			).insert()
			user.add_roles(role)
	permission = {"doctype": "User Permission", "user": MANAGER, "allow": "Municipality", "for_value": NIENBURG}
	if not frappe.db.exists(permission):
		frappe.get_doc({**permission, "apply_to_all_doctypes": 1}).insert()
	mandate = frappe.db.get_value("Advisory Mandate", {"mandate_title": "Messung"}, "name")
	if not mandate:
		mandate = (
			frappe.get_doc(
				{
					"doctype": "Advisory Mandate",
					"mandate_title": "Messung",
					"municipality": NIENBURG,
					"consultant": CONSULTANT,
					"start_date": "2016-01-01",
					"end_date": "2199-12-31",
					"quota_sessions": 1_000_000_000,
					"quota_hours": 1_000_000_000,
				}
			)
			.insert()
			.name
		)
	frappe.db.commit()
	return mandate


def ensure_open_call() -> str:
	"""Return a published call whose window stays open."""
	title = "Messung"
	name = frappe.db.get_value("Project Call", {"call_title": title}, "name")
	if not name:
		call = {
			"doctype": "Project Call",
			"call_title": title,
			"published_by": "Messung",
			"status": "Published",
			"places": 10,
			"opens_on": "2016-01-01 00:00:00",
			"closes_on": "2199-01-01 00:00:00",
			"period_start": "2199-02-01",
			"period_end": "2199-12-31",
			"required_programme": "Soziale Stadt",
		}
		name = frappe.get_doc(call).insert().name
	frappe.db.commit()
	return name
