from upj_kooperation.document import CooperationRow


class DonationReceiptGift(CooperationRow):
	"""A gift that a donation receipt confirms (F28)."""
