from upj_kooperation.document import CooperationRow


class ChallengeMeetingAttendance(CooperationRow):
	"""Who was at a meeting of a challenge group (F32)."""
