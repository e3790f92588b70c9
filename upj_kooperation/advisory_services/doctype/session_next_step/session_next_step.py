from upj_kooperation.document import CooperationRow


class SessionNextStep(CooperationRow):
	"""What is to be done after a session, by whom and until when."""
