from frappe.utils import getdate

from upj_kooperation.document import CooperationDocument
from upj_kooperation.domain.digest import digest_key


class DailyDigest(CooperationDocument):
	"""Note that a user got the overview of a day by mail, so that it comes once (F3)."""

	def validate(self) -> None:
		"""Set the key that makes it the only one of the day."""
		self.digest_key = digest_key(self.user, getdate(self.digest_day))
