from upj_kooperation.document import CooperationRow


class OfficeContributionPayment(CooperationRow):
	"""Money that came in for the office of a challenge group (F35)."""
