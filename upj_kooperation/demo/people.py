"""The people of the demo and their roles. All are invented."""

from dataclasses import dataclass

import frappe

PASSWORD = "Nordertor-2016!"


@dataclass(frozen=True)
class Person:
	"""A demo user: mail address, name, our role, further ERPNext roles, and the municipalities (AGS) of the user."""

	user: str
	full_name: str
	role: str
	further_roles: tuple[str, ...] = ()
	municipalities: tuple[str, ...] = ()


MANAGER = Person(
	"kooperation@nienburg.example",
	"Kira Brückner (erfunden)",
	"Cooperation Manager",
	("Accounts User", "Sales User", "Sales Master Manager", "Projects User", "Projects Manager"),
	("03256022",),
)
ADVISER = Person(
	"beratung@agentur.example", "Bela Rathmann (erfunden)", "Cooperation Adviser", ("Projects User", "Employee")
)
TREASURER = Person(
	"kasse@nienburg.example", "Kurt Zahlmann (erfunden)", "Cooperation Manager", ("Accounts User",), ("03256022",)
)
APPROVER = Person("entscheidung@nienburg.example", "Ebru Vogt (erfunden)", "Cooperation Approver", (), ("03256022",))
OFFICE = Person("programm@agentur.example", "Pola Amtmann (erfunden)", "Programme Office")
OFFICE_HEAD = Person("leitung@agentur.example", "Petra Leitmann (erfunden)", "Programme Office")
REVIEWERS = (
	Person("gutachten@hochschule.example", "Rita Gutmann (erfunden)", "Call Reviewer"),
	Person("gutachten@verband.example", "Rudi Wertheim (erfunden)", "Call Reviewer"),
	Person("gutachten@stiftung.example", "Runa Maass (erfunden)", "Call Reviewer"),
)
AUDITOR = Person("pruefung@nienburg.example", "Peer Prüfer (erfunden)", "Cooperation Auditor")

COORDINATOR = Person(
	"herausforderung@saarbruecken.example", "Carla Brebach (erfunden)", "Cooperation Manager", (), ("10041100",)
)

# An experienced and a younger member of Saarbrücken's group.
MEMBERS = (
	Person("marlene@saarblick.example", "Marlene Saarblick (erfunden)", "Challenge Group Member"),
	Person("jule@staden.example", "Jule Staden (erfunden)", "Challenge Group Member"),
)

# The app makes these accounts itself when the towns invite the contacts of the bakery and of the haulier.
PARTNER = Person("selma@backstube.example", "Selma Abendrot (erfunden)", "Cooperation Partner")
HAULIER = Person("henrik@halberg.example", "Henrik Halberg (erfunden)", "Cooperation Partner")

ADMINISTRATOR = Person("Administrator", "Administrator", "System Manager")
# Somebody outside, without a login.
VISITOR = Person("Guest", "Gast", "Guest")

PEOPLE = (MANAGER, TREASURER, ADVISER, APPROVER, OFFICE, OFFICE_HEAD, *REVIEWERS, AUDITOR, COORDINATOR, *MEMBERS)


def users() -> list[dict[str, str]]:
	"""Return the demo users with role and password, for the text that `make demo` prints."""
	return [
		{"user": person.user, "full_name": person.full_name, "role": person.role, "password": PASSWORD}
		for person in (*PEOPLE, PARTNER, HAULIER)
	]


def create_users() -> None:
	"""Create the demo users that are missing, as Administrator."""
	for person in PEOPLE:
		if frappe.db.exists("User", person.user):
			continue
		user = frappe.get_doc(
			{
				"doctype": "User",
				"email": person.user,
				"first_name": person.full_name,
				"language": "de",
				"time_zone": "Europe/Berlin",
				"user_type": "System User",
				"send_welcome_email": 0,
				"new_password": PASSWORD,
			}
		).insert()
		user.add_roles(person.role, *person.further_roles)


def assign_municipalities() -> None:
	"""Give the users their municipalities as soon as these exist."""
	for person in PEOPLE:
		for key in person.municipalities:
			permission = {"doctype": "User Permission", "user": person.user, "allow": "Municipality", "for_value": key}
			if frappe.db.exists("Municipality", key) and not frappe.db.exists(permission):
				frappe.get_doc({**permission, "apply_to_all_doctypes": 1}).insert()
