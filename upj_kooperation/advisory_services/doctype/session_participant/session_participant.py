from upj_kooperation.document import CooperationRow


class SessionParticipant(CooperationRow):
	"""A person who took part in an advisory session."""
