from upj_kooperation.document import CooperationRow


class WorkshopParticipant(CooperationRow):
	"""A person at a peer workshop."""
