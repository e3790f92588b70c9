from upj_kooperation.document import CooperationDocument


class AdvisoryMandate(CooperationDocument):
	"""A consultant's assignment to advise a municipality, with a quota of sessions and hours (F14)."""
