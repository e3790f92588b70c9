from upj_kooperation.document import CooperationRow


class SupportOfferKind(CooperationRow):
	"""A kind of help that a partner offers."""
