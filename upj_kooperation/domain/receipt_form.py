"""The official form of a public body's donation receipt: wording and order, in German whatever the site speaks (F28).

Source: Federal Ministry of Finance, letter of 7 November 2013 (IV C 4 - S 2223/07/0018 :005), forms for public bodies:
wording and order are binding, only what applies to the case is taken over, nothing is added. Compare with the official
form when the ministry publishes a new letter.
"""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from upj_kooperation.domain import receipt as rules
from upj_kooperation.domain.receipt import Forwarding, Gift, Head, Item

ISSUER = (
	"Aussteller (Bezeichnung und Anschrift der inländischen juristischen Person des öffentlichen Rechts oder der "
	"inländischen öffentlichen Dienststelle)"
)
HEADINGS = {
	rules.MONEY: "Bestätigung über Geldzuwendungen",
	rules.IN_KIND: "Bestätigung über Sachzuwendungen",
	rules.COLLECTIVE: "Sammelbestätigung über Geldzuwendungen",
}
IN_THE_SENSE = (
	"im Sinne des § 10b des Einkommensteuergesetzes an inländische juristische Personen des öffentlichen Rechts oder "
	"inländische öffentliche Dienststellen"
)
GIVER = "Name und Anschrift des Zuwendenden:"
AMOUNT_LABELS = {
	rules.MONEY: "Betrag der Zuwendung",
	rules.IN_KIND: "Wert der Zuwendung",
	rules.COLLECTIVE: "Gesamtbetrag der Zuwendung",
}
FIGURES, WORDS = "- in Ziffern -", "- in Buchstaben -"
DAY, PERIOD = "Tag der Zuwendung:", "Zeitraum der Sammelbestätigung:"
OBJECTS = "Genaue Bezeichnung der Sachzuwendung mit Alter, Zustand, Kaufpreis usw."
FROM_BUSINESS = (
	"Die Sachzuwendung stammt nach den Angaben des Zuwendenden aus dem Betriebsvermögen. Die Zuwendung wurde nach dem "
	"Wert "
	"der Entnahme (ggf. mit dem niedrigeren gemeinen Wert) und nach der Umsatzsteuer, die auf die Entnahme entfällt, "
	"bewertet."
)
FROM_PRIVATE = "Die Sachzuwendung stammt nach den Angaben des Zuwendenden aus dem Privatvermögen."
NO_ORIGIN = "Der Zuwendende hat trotz Aufforderung keine Angaben zur Herkunft der Sachzuwendung gemacht."
ORIGINS = {rules.BUSINESS: FROM_BUSINESS, rules.PRIVATE: FROM_PRIVATE, rules.NO_ANSWER: NO_ORIGIN}
ORIGIN_OF_ITEM = {
	rules.BUSINESS: "aus dem Betriebsvermögen",
	rules.PRIVATE: "aus dem Privatvermögen",
	rules.NO_ANSWER: "Herkunft ohne Angabe",
}
CONDITIONS = {"New": "neu", "As New": "neuwertig", "Used": "gebraucht", "Worn": "abgenutzt"}
DOCUMENTED = "Geeignete Unterlagen, die zur Wertermittlung gedient haben, z. B. Rechnung, Gutachten, liegen vor."
ONLY_FOR = "Es wird bestätigt, dass die Zuwendung nur zur Förderung {0} verwendet wird."
WAIVER = "Es handelt sich um den Verzicht auf Erstattung von Aufwendungen"
THE_GIFT_IS = "Die Zuwendung wird"
USED = "von uns unmittelbar für den angegebenen Zweck verwendet."
FORWARDED = {
	rules.EXEMPTION: (
		"entsprechend den Angaben des Zuwendenden an {0} weitergeleitet, die/der vom Finanzamt {1}, StNr. {2}, mit "
		"Freistellungsbescheid bzw. nach der Anlage zum Körperschaftsteuerbescheid vom {3} von der Körperschaftsteuer "
		"und "
		"Gewerbesteuer befreit ist."
	),
	rules.FINDING: (
		"entsprechend den Angaben des Zuwendenden an {0} weitergeleitet, der/dem das Finanzamt {1}, StNr. {2}, mit "
		"Feststellungsbescheid vom {3} die Einhaltung der satzungsmäßigen Voraussetzungen nach § 60a AO festgestellt "
		"hat."
	),
}
NO_OTHERS = (
	"Es wird bestätigt, dass über die in der Gesamtsumme enthaltenen Zuwendungen keine weiteren Bestätigungen, weder "
	"formelle Zuwendungsbestätigungen noch Beitragsquittungen oder Ähnliches ausgestellt wurden und werden."
)
WAIVER_IN_ANNEX = (
	"Ob es sich um den Verzicht auf Erstattung von Aufwendungen handelt, ist der Anlage zur Sammelbestätigung zu "
	"entnehmen."
)
SIGNATURE = "(Ort, Datum und Unterschrift des Zuwendungsempfängers)"
HINT = "Hinweis:"
LIABILITY = (
	"Wer vorsätzlich oder grob fahrlässig eine unrichtige Zuwendungsbestätigung erstellt oder veranlasst, dass "
	"Zuwendungen "
	"nicht zu den in der Zuwendungsbestätigung angegebenen steuerbegünstigten Zwecken verwendet werden, haftet für die "
	"entgangene Steuer (§ 10b Abs. 4 EStG, § 9 Abs. 3 KStG, § 9 Nr. 5 GewStG)."
)
AGE_OF_NOTICE = (
	"Diese Bestätigung wird nicht als Nachweis für die steuerliche Berücksichtigung der Zuwendung anerkannt, wenn das "
	"Datum "
	"des Freistellungsbescheides länger als 5 Jahre bzw. das Datum der Feststellung der Einhaltung der satzungsmäßigen "
	"Voraussetzungen nach § 60a Abs. 1 AO länger als 3 Jahre seit Ausstellung des Bescheides zurückliegt (§ 63 Abs. 5 "
	"AO)."
)
ANNEX = "Anlage zur Sammelbestätigung vom {0}"
ANNEX_COLUMNS = (
	"Datum der Zuwendung",
	"Art der Zuwendung",
	"Verzicht auf die Erstattung von Aufwendungen (ja/nein)",
	"Betrag",
)
MONEY_GIFT, YES, NO, SUM = "Geldzuwendung", "ja", "nein", "Gesamtsumme"


def form(head: Head, gifts: Sequence[Gift], number: str) -> dict:
	"""Return the filled-in form as plain values that can be kept as JSON: the template only sets them on the page."""
	kind, amount = rules.receipt_kind(gifts), rules.total(gifts)
	return {
		"number": number,
		"issuer_label": ISSUER,
		"issuer": head.issuer.strip().splitlines(),
		"heading": HEADINGS[kind],
		"in_the_sense": IN_THE_SENSE,
		"giver_label": GIVER,
		"giver": [head.giver_name.strip(), *head.address.strip().splitlines()],
		"amount_label": AMOUNT_LABELS[kind],
		"figures_label": FIGURES,
		"figures": euro(amount),
		"words_label": WORDS,
		"words": rules.amount_in_words(amount),
		"day_label": PERIOD if kind == rules.COLLECTIVE else DAY,
		"day": _period(gifts) if kind == rules.COLLECTIVE else german_date(gifts[0].received_on),
		"objects_label": OBJECTS if kind == rules.IN_KIND else "",
		"objects": _objects(gifts[0].items) if kind == rules.IN_KIND else [],
		"statements": _statements(kind, head, gifts),
		"place_and_day": f"{head.place.strip()}, {german_date(head.issued_on)}",
		"signature_label": SIGNATURE,
		"hint_label": HINT,
		"hints": [LIABILITY, AGE_OF_NOTICE] if head.forwarding else [LIABILITY],
		"annex": _annex(head, gifts) if kind == rules.COLLECTIVE else None,
	}


def euro(amount: Decimal) -> str:
	"""Return an amount as German forms write it: '1.234,56 EUR'."""
	return f"{amount:,.2f} EUR".translate(str.maketrans(",.", ".,"))


def german_date(day: datetime.date | None) -> str:
	"""Return a day as German forms write it: '14.02.2017'."""
	return f"{day:%d.%m.%Y}" if day else ""


def _statements(kind: str, head: Head, gifts: Sequence[Gift]) -> list[dict]:
	# ticked: None for a sentence without a box.
	lines = _origins(gifts[0].items) if kind == rules.IN_KIND else []
	lines.append(_line(ONLY_FOR.format(head.purpose.strip())))
	if kind == rules.MONEY:
		waived = rules.is_waiver(gifts[0])
		lines.append({"text": WAIVER, "ticked": None, "choice": [["Ja", waived], ["Nein", not waived]]})
	lines.append(_line(THE_GIFT_IS))
	lines.append(_line(_forwarded(head.forwarding) if head.forwarding else USED, ticked=True))
	if kind == rules.COLLECTIVE:
		lines += [_line(NO_OTHERS), _line(WAIVER_IN_ANNEX)]
	return lines


def _line(text: str, ticked: bool | None = None) -> dict:
	return {"text": text, "ticked": ticked, "choice": []}


def _origins(items: Sequence[Item]) -> list[dict]:
	found = {item.origin for item in items}
	lines = [_line(text, ticked=True) for origin, text in ORIGINS.items() if origin in found]
	if items and all(item.documented for item in items):
		lines.append(_line(DOCUMENTED, ticked=True))
	return lines


def _forwarded(forwarding: Forwarding) -> str:
	# A draft may be looked at before its notice is entered.
	return FORWARDED[forwarding.notice or rules.EXEMPTION].format(
		forwarding.receiver, forwarding.tax_office, forwarding.tax_number, german_date(forwarding.notice_date)
	)


def _objects(items: Sequence[Item]) -> list[str]:
	mixed = len({item.origin for item in items}) > 1
	return [_object(item, mixed) for item in items]


def _object(item: Item, mixed: bool) -> str:
	count = f"{item.quantity.normalize():f}".replace(".", ",")
	parts = [f"{count} × {item.description.strip()}"]
	if item.age:
		years = f"{item.age.normalize():f}".replace(".", ",")
		parts.append(f"Alter {years} {'Jahr' if item.age == 1 else 'Jahre'}")
	parts.append(f"Zustand {CONDITIONS.get(item.condition, '')}")
	if item.price:
		parts.append(f"Kaufpreis {euro(item.price)}")
	if item.origin == rules.BUSINESS:
		parts.append(f"Entnahmewert {euro(item.withdrawal_value)} und Umsatzsteuer {euro(item.withdrawal_vat)}")
	parts.append(f"Wert je Stück {euro(item.unit_value)}")
	if mixed:
		parts.append(ORIGIN_OF_ITEM[item.origin])
	return ", ".join(parts)


def _period(gifts: Sequence[Gift]) -> str:
	days = [part.day for gift in gifts for part in gift.taken]
	return f"{german_date(min(days))} bis {german_date(max(days))}" if days else ""


def _annex(head: Head, gifts: Sequence[Gift]) -> dict:
	parts = [(part.day, gift.name, part.amount, gift) for gift in gifts for part in gift.taken]
	return {
		"heading": ANNEX.format(german_date(head.issued_on)),
		"columns": list(ANNEX_COLUMNS),
		"rows": [
			[german_date(day), MONEY_GIFT, YES if rules.is_waiver(gift) else NO, euro(amount)]
			for day, _name, amount, gift in sorted(parts, key=lambda part: part[:3])
		],
		"total": [SUM, euro(rules.total(gifts))],
	}
