"""Endpoints of requests, of the matching and of matches, as access_table.py has those of everything else."""

MATCH = {"match": "{Partner Match}"}
MATCHING: dict[str, dict[str, object]] = {
	"requests.ask": {"request": "{Support Request}", "question": "Wann?"},
	"requests.similar_organisations": {"request": "{Support Request}"},
	"requests.link_organisation": {"request": "{Support Request}", "stakeholder": "{Stakeholder}"},
	"requests.decline": {"request": "{Support Request}", "reason": "Zu spät"},
	"requests.withdraw": {"request": "{Support Request}", "reason": "Hat sich erledigt"},
	"requests.value": {"request": "{Support Request}", "valuation": "Es hat geholfen"},
	"matching.best_partners": {"request": "{Support Request}"},
	"matching.best_requests": {"offer": "{Support Offer}"},
	"matching.find_partners": {"municipality": "{Municipality}"},
	"matching.rebuild_table": {},
	"matches.propose": {"request": "{Support Request}", "offer": "{Support Offer}"},
	"matches.log_attempt": {**MATCH, "outcome": "Agreed"},
	"matches.confirm": MATCH,
	"matches.carry_out": {**MATCH, "hours": 2},
	"matches.close": MATCH,
	"matches.fail": {**MATCH, "reason": "Zu spät"},
	"matches.send_thanks": MATCH,
	"matches.become_project": MATCH,
	"matches.become_agreement": MATCH,
	"matches.become_sponsorship": MATCH,
}
