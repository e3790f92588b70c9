"""A new ERPNext site, ready for a German town, without the screens of the setup wizard."""

import datetime

import frappe
from frappe.utils import cint, getdate, now

COMPANY = "Stadt Nienburg/Weser"
ABBREVIATION = "NI"


def complete_setup_wizard() -> None:
	"""Complete ERPNext's setup wizard: Germany, German, Euro, company "Stadt Nienburg/Weser", years since 2016.

	Does nothing on a site whose wizard is completed.
	"""
	if cint(frappe.db.get_single_value("System Settings", "setup_complete")):
		return
	from frappe.desk.page.setup_wizard.setup_wizard import setup_complete

	if frappe.db.db_type == "sqlite":
		# ERPNext saves a price list with NOW(), which SQLite does not know, and goes on without price lists.
		frappe.db.sql("select 1")
		frappe.db._conn.create_function("NOW", 0, now)
	setup_complete(
		{
			"language": "Deutsch",
			"country": "Germany",
			"timezone": "Europe/Berlin",
			"currency": "EUR",
			"full_name": "Administrator",
			"email": "admin@nienburg.example",
			"company_name": COMPANY,
			"company_abbr": ABBREVIATION,
			"chart_of_accounts": "Standard",
			"fy_start_date": "2016-01-01",
			"fy_end_date": "2016-12-31",
			"setup_demo": 0,
			"domains": [],
		}
	)
	ensure_fiscal_years(2016, datetime.date.today().year)
	frappe.db.commit()


def ensure_fiscal_years(first: int, last: int) -> None:
	"""Create ERPNext's fiscal years (calendar years) from `first` to `last` where they are missing."""
	for year in range(first, last + 1):
		start, end = getdate(f"{year}-01-01"), getdate(f"{year}-12-31")
		if not frappe.db.exists("Fiscal Year", {"year_start_date": start, "year_end_date": end}):
			frappe.get_doc(
				{"doctype": "Fiscal Year", "year": str(year), "year_start_date": start, "year_end_date": end}
			).insert()
