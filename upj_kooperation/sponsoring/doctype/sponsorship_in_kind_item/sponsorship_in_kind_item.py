from upj_kooperation.document import CooperationRow


class SponsorshipInkindItem(CooperationRow):
	"""A donated object with its valuation (F29)."""
