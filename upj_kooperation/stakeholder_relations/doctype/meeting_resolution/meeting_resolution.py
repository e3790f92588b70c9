from upj_kooperation.document import CooperationRow


class MeetingResolution(CooperationRow):
	"""What a working group has resolved in a meeting."""
