from upj_kooperation.document import CooperationDocument


class SeededRecord(CooperationDocument):
	"""A record that the app brought along, with the fingerprint it had, so that a town's own changes are kept."""
