from upj_kooperation.document import CooperationRow


class SupportOfferField(CooperationRow):
	"""A field of action that an offer is meant for."""
