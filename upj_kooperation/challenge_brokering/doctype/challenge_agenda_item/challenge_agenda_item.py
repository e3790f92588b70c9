from upj_kooperation.document import CooperationRow


class ChallengeAgendaItem(CooperationRow):
	"""What a challenge group talks about in a meeting, and what it came to (F32)."""
