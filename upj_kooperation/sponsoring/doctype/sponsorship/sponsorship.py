from upj_kooperation.document import CooperationDocument


class Sponsorship(CooperationDocument):
	"""A gift, a sponsoring or another contribution, from the offer to its end (F23 to F26)."""
