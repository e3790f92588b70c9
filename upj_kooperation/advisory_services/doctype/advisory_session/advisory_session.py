from upj_kooperation.document import CooperationDocument


class AdvisorySession(CooperationDocument):
	"""One advisory session: planned, held or cancelled (F15)."""
