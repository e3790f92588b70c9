import frappe
from frappe.utils import now_datetime

from upj_kooperation.challenge_brokering import market
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import market_event as rules
from upj_kooperation.domain.challenge_group import ENDED
from upj_kooperation.refusals import refuse


class MarketEvent(CooperationDocument):
	"""An evening on which companies and nonprofits meet and agree on many things at once (F33)."""

	def onload(self) -> None:
		"""Tell the form what has been agreed so far."""
		self.set_onload("totals", market.totals(self.name))

	def validate(self) -> None:
		"""Take the town from the group."""
		self.municipality = frappe.db.get_value("Challenge Group", self.challenge_group, "municipality")

	def on_update(self) -> None:
		"""Tell the boards, and let the agreements follow the event's day."""
		before = self.get_doc_before_save()
		if before and str(before.event_date) != str(self.event_date):
			market.move_deals(self.name, self.event_date)
		market.tell_boards(self.name)

	def agreed_deals(self) -> list[frappe._dict]:
		"""Return the agreements that stand, for the print."""
		return market.deals(self.name)

	def take_step(self, status: str) -> None:
		"""Open or close the event. Raises ValidationError in words."""
		refuse(rules.check_step(self.status, status))
		who, when = frappe.session.user, now_datetime()
		if status == rules.OPEN:
			ended = frappe.db.get_value("Challenge Group", self.challenge_group, "status") == ENDED
			refuse(rules.check_group(ended=ended))
			self.record(status=status, opened_at=when, opened_by=who, closed_at=None, closed_by=None)
		else:
			self.record(status=status, closed_at=when, closed_by=who)
		self.save()


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of a group's events."""
	add_list_index("Market Event")
	frappe.db.add_index("Market Event", ["challenge_group", "event_date"])
