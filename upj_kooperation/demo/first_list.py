"""The spreadsheet of local businesses: checked row by row, then imported. All names are invented and say so."""

import csv
import io

from upj_kooperation import tasks
from upj_kooperation.api import stakeholder_import
from upj_kooperation.demo.deeds import NIENBURG, Deed, enter, find
from upj_kooperation.demo.people import MANAGER
from upj_kooperation.demo.texts import BAKERY

LIST = "Juli 2016: Die Liste der Betriebe wird geprüft und übernommen"

# What the manager had collected in a spreadsheet: a word that is no kind, and somebody who is there already.
FILE = "Betriebe-Nordertor.csv"
ROWS = (
	("Name", "Art", "Straße", "PLZ", "Ort", "Ansprechpartner", "Telefon", "E-Mail", "Thema", "Bemerkung"),
	(
		"Fahrradladen Speiche (erfunden)",
		"Unternehmen",
		"Musterweg 1",
		"31582",
		"Nienburg",
		"Frau Silke Speiche (erfunden)",
		"",
		"werkstatt@speiche.example",
		"Lokale Ökonomie",
		"Würde Räder für das Stadtteilfest stellen",
	),
	(
		"Gärtnerei Weserblüte (erfunden)",
		"Unternehmen",
		"Musterweg 2",
		"31582",
		"Nienburg",
		"Herr Gernot Grün (erfunden)",
		"",
		"post@weserbluete.example",
		"Wohnumfeld",
		"",
	),
	(
		"Druckerei Randspalte (erfunden)",
		"Unternehmen",
		"Musterweg 3",
		"31582",
		"Nienburg",
		"",
		"",
		"druck@randspalte.example",
		"Lokale Ökonomie",
		"Druckt Handzettel zum Selbstkostenpreis",
	),
	("Kiosk am Platz (erfunden)", "Laden", "Musterweg 4", "31582", "Nienburg", "", "", "", "", "Art noch klären"),
	(BAKERY, "Unternehmen", "Musterweg 5", "31582", "Nienburg", "", "", "", "", ""),
)


def deeds() -> list[Deed]:
	"""Return the deeds of this chapter."""
	return [
		Deed("2016-07-01 09:00", MANAGER, LIST, _upload_list),
		Deed("2016-07-01 09:10", MANAGER, LIST, _start_import),
		Deed("2016-07-01 09:11", MANAGER, LIST, _run_import),
	]


def _upload_list() -> None:
	out = io.StringIO()
	csv.writer(out, delimiter=";").writerows(ROWS)
	# With the mark by which a spreadsheet knows UTF-8.
	content = out.getvalue().encode("utf-8-sig")
	file = enter("File", file_name=FILE, is_private=1, content=content)
	enter(
		"Stakeholder Import",
		list_title="Betriebe rund um das Nordertor",
		municipality=NIENBURG,
		import_file=file.file_url,
		relationship_manager=MANAGER.user,
	)


def _start_import() -> None:
	stakeholder_import.start_import(find("Stakeholder Import", municipality=NIENBURG), only_good=True)


def _run_import() -> None:
	# What a background worker does; a demo need not have one.
	tasks.run_stakeholder_import(find("Stakeholder Import", municipality=NIENBURG))
