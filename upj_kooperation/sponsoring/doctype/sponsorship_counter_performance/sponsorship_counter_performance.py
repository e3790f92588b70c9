from upj_kooperation.document import CooperationRow


class SponsorshipCounterPerformance(CooperationRow):
	"""What the giver gets in return (F24)."""
