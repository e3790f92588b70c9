"""Tells the story on a site: every deed on its day, by its person, with a line for each chapter."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import frappe

from upj_kooperation.demo.chapters import story
from upj_kooperation.demo.people import assign_municipalities, create_users
from upj_kooperation.demo.setup import complete_setup_wizard, ensure_fiscal_years

MARK = "upj_kooperation_demo_deeds"


@contextmanager
def story_clock() -> Iterator[Callable[[str], None]]:
	"""Give a function that moves the clock to a moment. Raises ClickException when the tool for it is missing."""
	try:
		from freezegun import freeze_time
	except ImportError:
		raise click.ClickException(
			"The story needs the Python package freezegun for its dates: install upj_kooperation[demo]."
		) from None
	with freeze_time("2016-01-04 08:00:00", tick=True) as frozen:
		yield lambda moment: frozen.move_to(datetime.datetime.fromisoformat(moment))


def load() -> None:
	"""Load the story. A second call goes on where the first one ended and doubles nothing."""
	complete_setup_wizard()
	frappe.set_user("Administrator")
	ensure_fiscal_years(2016, datetime.date.today().year)
	create_users()
	frappe.db.commit()
	deeds = story()
	done = int(frappe.db.get_default(MARK) or 0)
	told = {deed.chapter for deed in deeds[:done]}
	with story_clock() as move_to, click.progressbar(length=len(deeds), label="Nordertor 2016/2017") as bar:
		bar.update(done)
		for number, deed in enumerate(deeds[done:], start=done + 1):
			if deed.chapter not in told:
				told.add(deed.chapter)
				click.echo(f"\n  {len(told)}. {deed.chapter}")
			move_to(deed.moment)
			frappe.set_user(deed.person.user)
			frappe.local.lang = "de"
			deed.act()
			frappe.set_user("Administrator")
			assign_municipalities()
			frappe.db.set_default(MARK, number)
			# One commit a deed: a load that was cut off goes on with the next one.
			frappe.db.commit()
			bar.update(1)
