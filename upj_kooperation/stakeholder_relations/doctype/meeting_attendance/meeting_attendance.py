from upj_kooperation.document import CooperationRow


class MeetingAttendance(CooperationRow):
	"""A person at a meeting of a working group, or missing there."""
