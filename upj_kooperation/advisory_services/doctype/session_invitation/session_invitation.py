from upj_kooperation.document import CooperationRow


class SessionInvitation(CooperationRow):
	"""A person who was invited to a session by mail, and with which version of the invitation."""
