from upj_kooperation.document import CooperationRow


class SponsorPackageItem(CooperationRow):
	"""What a sponsor gets who takes the package (F24)."""
