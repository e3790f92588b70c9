"""Which DocTypes are fenced, and by which field. Plain data: hooks, permissions and tests read it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fence:
	"""Fields that say whose a record is.

	municipality: field with the municipality's key, None for a record about all municipalities, which only those see
	who see every one; consultant: field with the consultant's user, if any; through_mandate: advisers see the record
	when one of their mandates names it; reviewer: field with the reviewer's user: reviewers see their own; partner:
	field with a stakeholder: its contacts see it who have access on the web.
	closed_by: own field and the review's field that must not agree with it: the record is closed to a reviewer who
	declared a conflict of interest there and, where blind, to one whose own review is not in yet.
	Reading alone is opened by: reader, a field with a further municipality; reader_table, a table whose rows name some
	in `municipality`; shared, a tick for everybody who works for a municipality.
	"""

	municipality: str | None = "municipality"
	consultant: str | None = None
	through_mandate: str | None = None
	reader: str | None = None
	reader_table: str | None = None
	shared: str | None = None
	reviewer: str | None = None
	partner: str | None = None
	closed_by: tuple[str, str] | None = None
	blind: bool = False


FENCES: dict[str, Fence] = {
	"Municipality": Fence(municipality="name", through_mandate="municipality"),
	"Programme Area": Fence(through_mandate="programme_area"),
	"Working Group": Fence(),
	"Working Group Meeting": Fence(),
	"Stakeholder": Fence(),
	"Stakeholder Relationship": Fence(),
	"Application Intake": Fence(),
	"Follow-up Run": Fence(),
	"Stakeholder Import": Fence(),
	"Call Application": Fence(closed_by=("name", "application")),
	"Application Review": Fence(reviewer="reviewer", closed_by=("application", "application"), blind=True),
	"Selection Round": Fence(municipality=None, closed_by=("call", "call"), blind=True),
	"Call Notice": Fence(closed_by=("application", "application")),
	"Advisory Mandate": Fence(consultant="consultant"),
	"Advisory Session": Fence(consultant="consultant"),
	"Exchange Request": Fence(reader="asked_municipality", shared="shared"),
	"Exchange Answer": Fence(reader="asking_municipality", shared="shared"),
	"Peer Workshop": Fence(consultant="consultant", reader_table="Workshop Municipality"),
	"Cooperation Project": Fence(),
	"Cooperation Agreement": Fence(),
	"Partner Access": Fence(),
	"Duty Report": Fence(partner="stakeholder"),
	"Sponsorship": Fence(),
	"Sponsor Package": Fence(),
	"Acceptance List": Fence(),
	"Donation Receipt": Fence(),
	"Donation Receipt Run": Fence(),
	"Challenge Group": Fence(),
	"Challenge Group Meeting": Fence(),
	"Challenge Site": Fence(),
	"Group Material": Fence(),
	"Market Event": Fence(),
	"Market Deal": Fence(),
	"Office Contribution": Fence(),
	"Support Request": Fence(),
	"Support Offer": Fence(partner="stakeholder"),
	"Partner Match": Fence(),
	"Matching Run": Fence(),
	"Council Paper": Fence(),
	"Paper Number Range": Fence(),
	"OParl Source": Fence(),
}

CHILD_TABLES: dict[str, str] = {
	"Area Programme Period": "Programme Area",
	"Working Group Member": "Working Group",
	"Meeting Attendance": "Working Group Meeting",
	"Meeting Resolution": "Working Group Meeting",
	"Meeting Next Step": "Working Group Meeting",
	"Stakeholder Area": "Stakeholder",
	"Stakeholder Field": "Stakeholder",
	"Stakeholder Assessment": "Stakeholder",
	"Mandate Extension": "Advisory Mandate",
	"Review Score": "Application Review",
	"Selection Candidate": "Selection Round",
	"Follow-up Run Step": "Follow-up Run",
	"Session Participant": "Advisory Session",
	"Session Next Step": "Advisory Session",
	"Session Invitation": "Advisory Session",
	"Session Correction": "Advisory Session",
	"Workshop Municipality": "Peer Workshop",
	"Workshop Participant": "Peer Workshop",
	"Project Partner": "Cooperation Project",
	"Project Milestone": "Cooperation Project",
	"Enabler Role": "Cooperation Project",
	"Success Indicator": "Cooperation Project",
	"Resident Participation": "Cooperation Project",
	"Agreement Party": "Cooperation Agreement",
	"Agreement Duty": "Cooperation Agreement",
	"Sponsorship Counter Performance": "Sponsorship",
	"Sponsor Package Item": "Sponsor Package",
	"Sponsorship In-kind Item": "Sponsorship",
	"Sponsorship Conflict Answer": "Sponsorship",
	"Sponsorship Payment": "Sponsorship",
	"Acceptance List Item": "Acceptance List",
	"Donation Receipt Gift": "Donation Receipt",
	"Challenge Group Member": "Challenge Group",
	"Challenge Criterion": "Challenge Group",
	"Challenge Agenda Item": "Challenge Group Meeting",
	"Challenge Meeting Attendance": "Challenge Group Meeting",
	"Challenge Meeting Step": "Challenge Group Meeting",
	"Challenge Site Step": "Challenge Site",
	"Challenge Site Stage": "Challenge Site",
	"Office Budget": "Challenge Group",
	"Office Contribution Payment": "Office Contribution",
	"Support Request Kind": "Support Request",
	"Support Request Check": "Support Request",
	"Support Request Question": "Support Request",
	"Support Offer Kind": "Support Offer",
	"Support Offer Field": "Support Offer",
	"Support Offer Area": "Support Offer",
	"Partner Match Attempt": "Partner Match",
	"Council Paper Fact": "Council Paper",
}

# Fields that name a record of others: whom a question is put to, who is invited, what is reported on.
NAMES_OTHERS: frozenset[tuple[str, str]] = frozenset(
	{
		("Exchange Request", "asked_municipality"),
		("Exchange Answer", "asking_municipality"),
		("Workshop Municipality", "municipality"),
		# A partner reports on an agreement that it reads on the web alone; the report finds whose duty it is.
		("Duty Report", "agreement"),
		# A visitor names group and area; the municipality is the group's, and the area must be of the same one.
		("Support Request", "challenge_group"),
		("Support Request", "programme_area"),
		# A partner enters an own offer on the web; the offer takes its town from its partner, its areas from the town.
		("Support Offer", "stakeholder"),
		("Support Offer Area", "programme_area"),
	}
)

UNFENCED: dict[str, str] = {
	"Field of Action": "shared list without personal data",
	"Method Material": "library of the method without data of a town",
	"Method Material Version": "row of the shared library",
	"Support Kind": "shared list without personal data",
	"Support Offer Tag": "short forms of offers for the matching, System Manager only",
	"Request Candidate": "partners found for requests, System Manager only; read through the requests' fence",
	"Support Capacity Use": "bookkeeping of bookings, System Manager only",
	"Relationship Type": "shared list without personal data",
	"Follow-up Plan": "shared list of steps; names colleagues at most",
	"Follow-up Plan Step": "row of a shared list",
	"Approval Rule": "rules of a town are public",
	"Approval Tier": "row of a public rule",
	"Agreement Template": "shared list of clauses without data of an agreement",
	"Agreement Template Clause": "row of a shared list",
	"Project Call": "a call is public",
	"Acceptance Rule": "rules of law are public",
	"Stakeholder Key": "short forms of names for the search of duplicates, System Manager only",
	"Daily Digest": "bookkeeping of mails, System Manager only",
	"Seeded Record": "bookkeeping of the installation, System Manager only",
	"Call Criterion": "row of a public call",
	"Call Field": "row of a public call",
	"Call Update": "row of a public call",
	"Relationship Actor Type": "row of a shared list",
	"Acceptance Tier": "row of a public rule",
}

# Records that a visitor without a login may write: the one whose secret link the request carries, and no other.
OPENED_BY_LINK: frozenset[str] = frozenset({"Application Intake", "Support Request"})

# Records that a member of a challenge group writes on the web: an own match that a function of ours has opened
# (challenge_brokering/members.py), and no other.
OPENED_TO_MEMBERS: frozenset[str] = frozenset({"Partner Match"})

# DocTypes of the platform that point at any record: field with its DocType, field with its name.
REFERENCES: dict[str, tuple[str, str]] = {
	"File": ("attached_to_doctype", "attached_to_name"),
	"Tag Link": ("document_type", "document_name"),
	"Workflow Action": ("reference_doctype", "reference_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
	"ToDo": ("reference_type", "reference_name"),
	"Comment": ("reference_doctype", "reference_name"),
}
