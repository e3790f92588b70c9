"""The bakery's gifts, a volunteer day, and the papers for the council."""

from functools import partial

import frappe
from frappe.model.document import Document

from upj_kooperation.api import council, receipts, sponsoring, stakeholders
from upj_kooperation.demo import gift_texts, texts
from upj_kooperation.demo.deeds import NIENBURG, Deed, change, enter, find, get, step
from upj_kooperation.demo.gift_texts import Gift
from upj_kooperation.demo.people import APPROVER, MANAGER, TREASURER

FIRST_PAPER = "März 2016: Vorlage 5/014/2016, Sachstandsbericht für den Ausschuss"
GIFTS = "Februar bis Juni 2017: Spende, Sponsoring, Erlös, Freiwilligentag, vermittelte Sachspende"
SEED_PAPER = "5/047/2017"
REPORT = "August 2017: Entwurf des Sachstandsberichts"


def deeds() -> list[Deed]:
	"""Return the deeds of these chapters."""
	return [
		Deed("2016-03-21 10:30", MANAGER, FIRST_PAPER, _set_up_count),
		Deed("2016-03-21 11:00", MANAGER, FIRST_PAPER, _draft_first_paper),
		Deed("2016-03-22 09:00", APPROVER, FIRST_PAPER, _release_first_paper),
		Deed("2016-03-22 14:00", MANAGER, FIRST_PAPER, _schedule_first_paper),
		Deed("2016-04-06 09:00", MANAGER, FIRST_PAPER, _note_first_paper),
		Deed("2017-03-01 10:00", MANAGER, GIFTS, _offer_package),
		*(Deed(f"{gift.day} 10:00", MANAGER, GIFTS, partial(_offer, gift)) for gift in gift_texts.GIFTS),
		Deed("2017-02-08 09:00", APPROVER, GIFTS, partial(_accept, gift_texts.SMALL_DONATION)),
		Deed("2017-02-13 09:00", TREASURER, GIFTS, _set_up_books),
		Deed("2017-02-15 09:00", TREASURER, GIFTS, partial(_receive, gift_texts.SMALL_DONATION, ("2017-02-14", 80))),
		Deed("2017-02-16 09:00", MANAGER, GIFTS, _confirm_small_donation),
		Deed("2017-04-05 09:00", APPROVER, GIFTS, partial(_accept, gift_texts.LOGO)),
		Deed("2017-04-06 09:00", MANAGER, GIFTS, _invoice_logo),
		Deed("2017-06-13 09:00", MANAGER, GIFTS, _draft_seed_paper),
		Deed("2017-06-14 09:00", APPROVER, GIFTS, partial(_take_paper, "Release")),
		Deed("2017-06-15 09:00", MANAGER, GIFTS, _schedule_seed_paper),
		Deed("2017-06-28 09:00", MANAGER, GIFTS, _decide_seed_paper),
		Deed("2017-06-28 10:00", APPROVER, GIFTS, partial(_accept, gift_texts.SEED_MONEY)),
		Deed("2017-06-28 11:00", MANAGER, GIFTS, _hand_over_seed_money),
		Deed("2017-07-10 09:00", TREASURER, GIFTS, partial(_receive, gift_texts.SEED_MONEY, ("2017-07-07", 400))),
		Deed("2017-09-12 11:00", TREASURER, GIFTS, partial(_receive, gift_texts.SEED_MONEY, ("2017-09-11", 240))),
		Deed("2017-06-28 12:00", APPROVER, GIFTS, partial(_accept, gift_texts.BROKERED)),
		Deed("2017-08-28 10:00", MANAGER, REPORT, _draft_report),
	]


def _first_paper() -> Document:
	return get("Council Paper", reference="5/014/2016")


def _set_up_count() -> None:
	# Thirteen papers were counted before the program came: the first one of ours is number 14.
	enter(
		"Paper Number Range",
		municipality=NIENBURG,
		pattern="{WP}/{NR:3}/{JAHR}",
		legislative_period="5",
		year=2016,
		last_number=13,
	)


def _release_first_paper() -> None:
	step(get("Council Paper", subject=texts.FIRST_PAPER_SUBJECT), "Release")


def _draft_first_paper() -> None:
	name = council.draft_status_report(
		municipality=NIENBURG,
		programme_area=find("Programme Area", municipality=NIENBURG),
		period_start="2016-01-01",
		period_end="2016-03-21",
		subject=texts.FIRST_PAPER_SUBJECT,
		project_call=find("Project Call", call_title=texts.CALL_TITLE),
	)
	change("Council Paper", name, open_questions=texts.FIRST_PAPER_OPEN)


def _schedule_first_paper() -> None:
	paper = change("Council Paper", _first_paper().name, meeting_body=texts.COMMITTEE, meeting_date="2016-04-05")
	step(paper, "Put on Agenda")


def _note_first_paper() -> None:
	paper = change("Council Paper", _first_paper().name, result="Zur Kenntnis genommen (Ergebnis erfunden)")
	step(paper, "Take Note")


def _offer_package() -> None:
	enter("Sponsor Package", municipality=NIENBURG, **gift_texts.BANNER)


def _offer(gift: Gift) -> None:
	project = find("Cooperation Project", project_title="Nordertörtchen")
	doc = enter(
		"Sponsorship",
		**gift.values,
		giver=find("Stakeholder", stakeholder_name=gift.giver),
		sponsor_package=find("Sponsor Package", package_title=gift.package) if gift.package else None,
		receiver_type="Third Party" if gift.receiver else "Municipality",
		receiver=find("Stakeholder", stakeholder_name=gift.receiver) if gift.receiver else None,
		municipality=NIENBURG,
		offered_on=gift.day,
		programme_area=find("Programme Area", municipality=NIENBURG),
		cooperation_project=project if gift.giver == texts.BAKERY else None,
	)
	if gift.answered:
		doc = step(doc, "Decide Kind")
		answers = [{"question": question, "answer": "No"} for question in gift_texts.CONFLICT_QUESTIONS]
		doc = change("Sponsorship", doc.name, conflict_answers=answers)
		step(doc, "Check Conflicts", "Put up for Decision")


def _accept(title: str) -> None:
	step(get("Sponsorship", sponsorship_title=title), "Accept")


def _set_up_books() -> None:
	town = get("Municipality", ags=NIENBURG)
	accounts = {"company": town.company, "is_group": 0}
	change(
		"Municipality",
		NIENBURG,
		books_donations=1,
		treasurer=TREASURER.user,
		donation_bank_account=_first("Account", **accounts, root_type="Asset", account_type="Bank"),
		donation_income_account=_first("Account", **accounts, root_type="Income"),
		cost_share_account=_first("Account", **accounts, root_type="Income"),
		donation_cost_center=_first("Cost Center", **accounts),
	)


def _first(doctype: str, **filters: str | int) -> str:
	return frappe.get_all(doctype, filters=filters, pluck="name", order_by="name asc", limit=1)[0]


def _receive(title: str, *instalments: tuple[str, float]) -> None:
	for day, euros in instalments:
		sponsoring.record_receipt(find("Sponsorship", sponsorship_title=title), day, euros, last=False)


def _draft_seed_paper() -> None:
	name = council.draft_decision_paper("Sponsorship", find("Sponsorship", sponsorship_title=gift_texts.SEED_MONEY))
	change("Council Paper", name, reference=SEED_PAPER)


def _take_paper(action: str) -> None:
	step(get("Council Paper", reference=SEED_PAPER), action)


def _schedule_seed_paper() -> None:
	paper = get("Council Paper", reference=SEED_PAPER)
	step(change("Council Paper", paper.name, meeting_body="Rat", meeting_date="2017-06-27"), "Put on Agenda")


def _decide_seed_paper() -> None:
	paper = get("Council Paper", reference=SEED_PAPER)
	step(change("Council Paper", paper.name, result="Angenommen (Ergebnis erfunden)", outcome="As Proposed"), "Decide")


def _hand_over_seed_money() -> None:
	sponsoring.hand_over_to_treasurer(find("Sponsorship", sponsorship_title=gift_texts.SEED_MONEY))


def _confirm_small_donation() -> None:
	change("Municipality", NIENBURG, receipt_issuer=gift_texts.RECEIPT_ISSUER, receipt_place="Nienburg/Weser")
	name = receipts.make_receipt(find("Sponsorship", sponsorship_title=gift_texts.SMALL_DONATION))
	change("Donation Receipt", name, giver_address=gift_texts.BAKERY_ADDRESS).submit()


def _invoice_logo() -> None:
	stakeholders.create_customer(find("Stakeholder", stakeholder_name=texts.BAKERY))
	sponsoring.make_sales_invoice(find("Sponsorship", sponsorship_title=gift_texts.LOGO))


def _draft_report() -> None:
	council.draft_status_report(
		municipality=NIENBURG,
		programme_area=find("Programme Area", municipality=NIENBURG),
		period_start="2016-03-22",
		period_end="2017-08-28",
		subject=texts.REPORT_SUBJECT,
		project_call=find("Project Call", call_title=texts.CALL_TITLE),
		predecessor=_first_paper().name,
	)
