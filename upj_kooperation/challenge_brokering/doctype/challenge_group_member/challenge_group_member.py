from upj_kooperation.document import CooperationRow


class ChallengeGroupMember(CooperationRow):
	"""A member of a challenge group for a term (F32)."""
