"""Commands of `bench --site SITE`, where bench looks for them. Imports stand inside: every command loads this."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import click


@click.command("import-stakeholders")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--municipality", help="Official key (AGS). Default: the site's own municipality, if it has just one.")
@click.option("--dry-run", is_flag=True, help="Only check, and list every problem by row and column.")
@click.option("--only-good", is_flag=True, help="Import the rows without a problem and leave the others.")
@click.option("--accept-duplicates", is_flag=True, help="Import rows that look like a stakeholder who is there, too.")
@click.option("--manager", help="User who looks after the imported stakeholders.")
@click.option(
	"--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the problems as CSV to this file."
)
@click.pass_context
def import_stakeholders(
	context: click.Context,
	path: Path,
	municipality: str | None,
	dry_run: bool,
	only_good: bool,
	accept_duplicates: bool,
	manager: str | None,
	report: Path | None,
) -> None:
	"""Import a list of stakeholders (XLSX or CSV): all rows, or with a problem in any of them none."""
	with _connected(context):
		_run(path, municipality, dry_run, only_good, accept_duplicates, manager, report)


@click.command("find-partners")
@click.option("--municipality", help="Official key (AGS). Default: every municipality with open requests.")
@click.pass_context
def find_partners(context: click.Context, municipality: str | None) -> None:
	"""Look for the best partners of all open requests; what was cut off goes on where it stopped."""
	with _connected(context):
		import frappe
		from frappe import _

		from upj_kooperation.challenge_brokering import matching_runs

		if municipality and not frappe.db.exists("Municipality", municipality):
			raise click.UsageError(_("There is no municipality {0}.").format(municipality))
		for town in [municipality] if municipality else matching_runs.towns():
			run = matching_runs.begin(town)
			with _Bar(frappe.db.get_value("Municipality", town, "municipality_name")) as bar:
				matching_runs.carry_out(run, bar.commit_and_show)


@click.command("rebuild-matching")
@click.pass_context
def rebuild_matching(context: click.Context) -> None:
	"""Write the table of the matching anew from the offers; cut off, it can be begun again."""
	with _connected(context):
		from frappe import _

		from upj_kooperation.challenge_brokering import offer_tags

		with _Bar(_("Table of the Matching")) as bar:
			done = offer_tags.rebuild(bar.commit_and_show)
		click.echo(_("{0} offers read.").format(done))


@contextmanager
def _connected(context: click.Context) -> Iterator[None]:
	import frappe
	from frappe.exceptions import SiteNotSpecifiedError

	sites = context.obj["sites"]
	if not sites:
		raise SiteNotSpecifiedError
	frappe.init(site=sites[0])
	frappe.connect()
	try:
		frappe.local.lang = frappe.db.get_default("lang") or "de"
		yield
	finally:
		frappe.destroy()


def _run(
	path: Path,
	municipality: str | None,
	dry_run: bool,
	only_good: bool,
	accept_duplicates: bool,
	manager: str | None,
	report: Path | None,
) -> None:
	import frappe
	from frappe import _
	from frappe.utils import strip_html

	from upj_kooperation.api.stakeholder_import import problem_table
	from upj_kooperation.permissions import own_municipalities
	from upj_kooperation.refusals import in_words
	from upj_kooperation.stakeholder_relations.list_files import UnreadableList
	from upj_kooperation.stakeholder_relations.list_import import import_plan
	from upj_kooperation.stakeholder_relations.list_plan import described, make_plan

	own = own_municipalities()
	town = municipality or (own[0] if len(own) == 1 else None)
	if not town or not frappe.db.exists("Municipality", town):
		raise click.UsageError(_("Say with --municipality whose list it is: the official key, for example 03256022."))
	if manager and not frappe.db.exists("User", manager):
		raise click.UsageError(_("There is no user {0}.").format(manager))
	try:
		with _Bar(_("Checking")) as bar:
			plan = make_plan(path.read_bytes(), town, accept_duplicates, bar.show)
	except UnreadableList as problem:
		raise click.ClickException(in_words(problem.problem)) from None
	rows = described(plan.findings)
	for row in rows:
		column = f", {row['column']}" if row["column"] else ""
		message = unescape(strip_html(row["message"]))
		click.secho(_("Row {0}{1}: {2}").format(row["row"], column, message), fg="red" if row["blocking"] else None)
	if report:
		report.write_bytes(problem_table(rows))
	click.echo(
		_("{0} rows: {1} can go in, {2} were imported earlier, {3} have problems.").format(
			plan.total, len(plan.entries), plan.known, len(plan.blocked)
		)
	)
	if dry_run:
		return
	if plan.blocked and not only_good:
		raise click.ClickException(_("Nothing was imported. Correct the list, or choose --only-good."))
	with _Bar(_("Importing")) as bar:
		try:
			number = import_plan(plan, manager, bar.show)
		except frappe.ValidationError as error:
			raise click.ClickException(strip_html(str(error))) from None
	frappe.db.commit()
	click.echo(_("{0} stakeholders imported.").format(number))


class _Bar:
	"""A progress bar that learns its length with the first step."""

	def __init__(self, label: str) -> None:
		self.label = label
		self.bar = None
		self.done = 0

	def __enter__(self) -> "_Bar":
		return self

	def show(self, done: int, total: int) -> None:
		"""Draw `done` of `total`."""
		if self.bar is None:
			self.bar = click.progressbar(length=total, label=self.label)
			self.bar.__enter__()
		self.bar.update(done - self.done)
		self.done = done

	def commit_and_show(self, done: int, total: int) -> None:
		"""Keep what is done so far, and draw it."""
		import frappe

		frappe.db.commit()
		self.show(done, total)

	def __exit__(self, *error: object) -> None:
		if self.bar is not None:
			self.bar.__exit__(*error)


commands = [import_stakeholders, find_partners, rebuild_matching]
