from upj_kooperation.document import CooperationDocument


class CooperationAgreement(CooperationDocument):
	"""An agreement of two or more parties with duties and signatures (F19, F20)."""
