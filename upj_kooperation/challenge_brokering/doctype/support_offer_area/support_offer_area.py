from upj_kooperation.document import CooperationRow


class SupportOfferArea(CooperationRow):
	"""A programme area that an offer is meant for."""
