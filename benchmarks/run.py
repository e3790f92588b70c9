"""Run the benchmarks on a throw-away site: `python benchmarks/run.py --site SITE [--rows 1000000] [--json FILE]`.

Needs a site with the app, whose data may be filled with rows; everything else is rolled back.
"""

import argparse
import sys
from pathlib import Path

import frappe

sys.path.insert(0, str(Path(__file__).resolve().parent))

from agreements import agreements
from areas import gap_views
from duties import duty_reminders
from forms import public_form_post
from gifts import gifts, receipt_run
from harness import Result, report
from inserts import held_session_insert, session_insert, stakeholder_insert
from list_import import stakeholder_import
from matching import matching
from networks import networks
from pages import home_workspace, session_list_page
from reports import balances, status_reports

from upj_kooperation.challenge_brokering.matching_runs import PACKET


def main() -> int:
	"""Run every entry, print the table, and return 1 when a goal was missed."""
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("--site", required=True)
	parser.add_argument("--rows", type=int, default=1_000_000, help="sessions in the large list")
	parser.add_argument("--stakeholders", type=int, default=100_000, help="stakeholders in the large area")
	parser.add_argument("--duties", type=int, default=100_000, help="duties of agreements, and of the to-dos for them")
	parser.add_argument("--gifts", type=int, default=100_000, help="gifts in the year of the reports")
	parser.add_argument("--receipts", type=int, default=200, help="givers in each half of the run of receipts")
	parser.add_argument(
		"--offers", type=int, nargs="+", default=[100_000], help="offers of a town among which partners are found"
	)
	parser.add_argument(
		"--requests", type=int, default=1_000, help="open requests for which partners are found by night"
	)
	parser.add_argument("--only", nargs="+", choices=("matching", "gifts", "balances"), help="measure these alone")
	parser.add_argument("--matches", type=int, default=100_000, help="matches in the two years of the balance")
	parser.add_argument("--sessions", type=int, default=10_000, help="sessions in a report, with a tenth of projects")
	parser.add_argument("--json", type=Path, help="write the results here")
	arguments = parser.parse_args()
	if arguments.requests < 2 * PACKET:
		parser.error(f"--requests: at least {2 * PACKET}, so that the night has two halves to compare")
	frappe.init(site=arguments.site, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")

	parts = {
		"matching": lambda: matching([1_000, *arguments.offers], arguments.requests),
		"gifts": lambda: [*gifts(1_000, arguments.gifts), receipt_run(arguments.receipts)],
		"balances": lambda: balances(1_000, arguments.matches),
	}
	try:
		results: list[Result] = (
			[result for part in arguments.only for result in parts[part]()]
			if arguments.only
			else [
				session_insert(),
				held_session_insert(),
				stakeholder_insert(),
				*stakeholder_import(),
				*session_list_page(1_000, arguments.rows),
				home_workspace(),
				public_form_post(),
				*networks(arguments.site, arguments.stakeholders),
				*gap_views(100, arguments.stakeholders),
				*duty_reminders(1_000, arguments.duties),
				*agreements(1_000, arguments.duties),
				*parts["gifts"](),
				*parts["matching"](),
				*parts["balances"](),
				*status_reports((100, 10), (arguments.sessions, arguments.sessions // 10)),
			]
		)
	finally:
		frappe.db.rollback()
		frappe.destroy()
	print(report(results, arguments.json))
	return 0 if all(result.reached for result in results) else 1


if __name__ == "__main__":
	raise SystemExit(main())
