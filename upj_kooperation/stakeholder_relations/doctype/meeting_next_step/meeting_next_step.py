from upj_kooperation.document import CooperationRow


class MeetingNextStep(CooperationRow):
	"""What is to be done after a meeting, by whom and until when."""
