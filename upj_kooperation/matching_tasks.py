"""Long work of the matching. Each function can run again at any time: what is done stays done."""

import frappe
from frappe import _

from upj_kooperation.challenge_brokering import matching_runs, offer_tags


def find_partners_of_open_requests() -> None:
	"""Put the towns in line whose open requests wait for partners. Runs each night."""
	for town in matching_runs.towns():
		matching_runs.queue(matching_runs.begin(town))
		frappe.db.commit()


def find_partners(run: str) -> None:
	"""Find the partners of a run's requests; each packet is committed. Called again, it goes on where it stopped."""

	def after_each(done: int, total: int) -> None:
		frappe.db.commit()
		news = {"name": run, "done": done, "total": total}
		frappe.publish_realtime("matching_run", news, doctype=matching_runs.RUN, docname=run)

	matching_runs.carry_out(run, after_each)


def take_up_matching_runs() -> None:
	"""Put runs in line again whose worker died or whose job the queue has lost. Runs each hour."""
	for run in matching_runs.cut_off():
		matching_runs.queue(run)


def rebuild_offer_tags() -> int:
	"""Write the table of the matching anew from the offers, committed by packets; return how many offers there were.

	Cut off, it leaves the rows of before for what it has not reached, and can be begun again.
	"""

	def after_each(done: int, total: int) -> None:
		frappe.db.commit()
		frappe.publish_progress(done * 100 / total if total else 100, title=_("Table of the Matching"))

	return offer_tags.rebuild(after_each)
