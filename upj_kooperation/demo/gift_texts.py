"""What the bakery and others give in the story; companies, persons and sums are invented."""

from typing import NamedTuple

from upj_kooperation.demo.texts import BAKERY, CLUB, HOUSING, PRINTER

CONFLICT_QUESTIONS = (
	"Permit or Licence Pending",
	"Contract or Award Pending",
	"Supplier of the Municipality",
	"Tie to Staff or Councillors",
	"Other Tie",
)
SMALL_DONATION = "Spende für Backformen"
RECEIPT_ISSUER = "Stadt Nienburg/Weser\nRathausstraße 1 (erfunden)\n31582 Nienburg/Weser"
BAKERY_ADDRESS = "Backgasse 2 (erfunden)\n31582 Nienburg/Weser"
LOGO = "Sponsoring Stadtteilfest"
SEED_MONEY = "Erlös der Nordertörtchen für den Stadtteilfonds"

BROKERED = "Zeichenkarton für den Nachbarschaftsverein"
BANNER = {
	"package_title": "Stadtteilfest: Logo auf dem Banner (erfunden)",
	"places": 3,
	"offered_from": "2017-03-01",
	"offered_until": "2017-04-30",
	"items": [
		{"description": "Logo auf dem Banner, hervorgehoben", "emphasised": 1, "due_date": "2017-05-20", "value": 500}
	],
}

_DONATION = {
	"contribution_form": "Money",
	"return_expected": "No",
	"giver_aim": "Support the Purpose",
	"cost_split": "No",
	"professional_service": "No",
}


class Gift(NamedTuple):
	"""An offer: its day, the giver, the form's values, whether the questions are answered at once, and for whom it is.

	package: title of the sponsor package; receiver: the third party for which the town only brokers the gift.
	"""

	day: str
	giver: str
	values: dict
	answered: bool = True
	package: str | None = None
	receiver: str | None = None


GIFTS = (
	Gift(
		"2017-02-06",
		BAKERY,
		{
			**_DONATION,
			"sponsorship_title": SMALL_DONATION,
			"purpose": "Backformen der Backklasse",
			"amount": 80,
			"furthered_purpose": "der Erziehung und der Volks- und Berufsbildung",
		},
	),
	Gift(
		"2017-04-03",
		BAKERY,
		{
			**_DONATION,
			"return_expected": "Yes",
			"giver_aim": "Own Public Relations",
			"sponsorship_title": LOGO,
			"purpose": "Stand und Bühne des Stadtteilfests",
		},
		package=BANNER["package_title"],
	),
	Gift(
		"2017-06-12",
		BAKERY,
		{
			**_DONATION,
			"sponsorship_title": SEED_MONEY,
			"purpose": "Grundstock des Stadtteilfonds Nordertor",
			"amount": 640,
		},
	),
	Gift(
		"2017-06-19",
		HOUSING,
		{
			**_DONATION,
			"contribution_form": "Working Time",
			"sponsorship_title": "Freiwilligentag am Spielplatz",
			"purpose": "Spielplatz streichen",
			"amount": 0,
			"hours": 36,
		},
		answered=False,
	),
	Gift(
		"2017-08-21",
		HOUSING,
		{
			**_DONATION,
			"sponsorship_title": "Spende für Farbe und Pinsel",
			"purpose": "Farbe für den Spielplatz",
			"amount": 250,
		},
	),
	Gift(
		"2017-06-26",
		PRINTER,
		{
			**_DONATION,
			"contribution_form": "Goods",
			"sponsorship_title": BROKERED,
			"purpose": "Werkstatt für Kinder im Nachbarschaftsverein",
			"amount": 30,
			"items": [
				{
					"description": "Zeichenkarton, 10 Pakete (erfunden)",
					"quantity": 10,
					"unit_value": 3,
					"origin": "Business",
				}
			],
		},
		receiver=CLUB,
	),
)
