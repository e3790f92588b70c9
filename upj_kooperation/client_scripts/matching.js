// The best partners of a request and the best requests of an offer, with their reasons; a person proposes and calls.
(() => {
	frappe.provide("upj_kooperation");
	// Both forms load this file; the handlers stand once.
	if (upj_kooperation.matching) return;
	const escape = frappe.utils.escape_html;

	const SIDES = {
		"Support Request": {
			button: __("Best Partners"),
			method: "upj_kooperation.api.matching.best_partners",
			args: (frm) => ({ request: frm.doc.name }),
			pair: (frm, row) => ({ request: frm.doc.name, offer: row.offer }),
			head: (row) => ["Support Offer", row.offer, `${row.partner_name}: ${row.offer_title}`],
			possible: (frm) => frm.doc.workflow_state === "Accepted",
			none: __("No offer fits this request at the moment."),
		},
		"Support Offer": {
			button: __("Best Requests"),
			method: "upj_kooperation.api.matching.best_requests",
			args: (frm) => ({ offer: frm.doc.name }),
			pair: (frm, row) => ({ request: row.request, offer: frm.doc.name }),
			head: (row) => [
				"Support Request",
				row.request,
				`${row.organisation_name}: ${row.request_title}` +
					(row.needed_by ? ` (${__("until {0}", [frappe.datetime.str_to_user(row.needed_by)])})` : ""),
			],
			possible: (frm) => frm.doc.status === "Active",
			none: __("No open request fits this offer at the moment."),
		},
	};

	const list = (items, icon, colour) =>
		(items || [])
			.map((text) => `<li style="list-style: none"><span class="text-${colour}">${icon}</span> ${text}</li>`)
			.join("");

	// Reasons come escaped from the server.
	function card(side, answer, row, index) {
		const [doctype, name, title] = side.head(row);
		const action = row.match
			? `<a class="btn btn-xs btn-default" href="/app/partner-match/${encodeURIComponent(row.match)}">${__(
					row.state
			  )}</a>
			  <button class="btn btn-xs btn-primary" data-call="${index}">${__("Log Call")}</button>`
			: `<button class="btn btn-xs btn-primary" data-propose="${index}">${__("Propose")}</button>`;
		return `<div class="border rounded p-3 mb-2">
			<div class="d-flex flex-wrap justify-content-between" style="gap: 8px">
				<div style="min-width: 0; overflow-wrap: anywhere"><b>${index + 1}.
					<a href="/app/${frappe.router.slug(doctype)}/${encodeURIComponent(name)}">${escape(title)}</a></b></div>
				<div class="text-nowrap">${__("{0} of {1} points", [cint(row.points), cint(row.most ?? answer.most)])}</div>
			</div>
			<ul class="pl-0 mb-2 mt-2 small">${list(row.reasons, "+", "success")}${list(row.against, "−", "danger")}</ul>
			${row.sought ? `<p class="small">${__("The partner seeks: {0}", [escape(row.sought)])}</p>` : ""}
			<div class="d-flex flex-wrap" style="gap: 8px">${action}</div>
		</div>`;
	}

	function held(rows) {
		if (!rows?.length) return "";
		const lines = rows.map(({ partner_name, words }) => `<li>${escape(partner_name)}: ${words}</li>`).join("");
		return `<h5 class="mt-4">${__("Held Back")}</h5><ul class="small">${lines}</ul>`;
	}

	async function show(frm, side) {
		const dialog = new frappe.ui.Dialog({
			title: side.button,
			size: "large",
			fields: [{ fieldname: "proposals", fieldtype: "HTML" }],
		});
		const draw = async () => {
			const answer = await frappe.xcall(side.method, side.args(frm));
			const cards = answer.proposals.map((row, index) => card(side, answer, row, index)).join("");
			const hint = answer.hint ? `<p class="text-warning">${answer.hint}</p>` : "";
			const body = cards || (hint ? "" : `<p>${side.none}</p>`);
			const $body = dialog.fields_dict.proposals.$wrapper.html(hint + body + held(answer.held_back));
			$body.find("[data-propose]").on("click", (event) => {
				const row = answer.proposals[cint(event.currentTarget.dataset.propose)];
				frappe.xcall("upj_kooperation.api.matches.propose", side.pair(frm, row)).then(draw);
			});
			$body.find("[data-call]").on("click", (event) => {
				const row = answer.proposals[cint(event.currentTarget.dataset.call)];
				log_call(row.match).then(draw);
			});
			$body.find("a").on("click", () => dialog.hide());
		};
		dialog.show();
		await draw();
	}

	function log_call(match) {
		return new Promise((resolve) => {
			const outcomes = ["Not Reached", "Wants to Think", "Interested", "Agreed", "Declined"];
			const dialog = new frappe.ui.Dialog({
				title: __("Log Call"),
				fields: [
					{
						fieldname: "outcome",
						label: __("Outcome"),
						fieldtype: "Select",
						options: outcomes.map((value) => ({ value, label: __(value) })),
						default: "Interested",
						reqd: 1,
					},
					{
						fieldname: "way",
						label: __("Way"),
						fieldtype: "Select",
						options: ["Phone", "Email", "In Person"].map((value) => ({ value, label: __(value) })),
						default: "Phone",
						reqd: 1,
					},
					{
						fieldname: "next_on",
						label: __("Next on"),
						fieldtype: "Date",
						default: frappe.datetime.add_days(frappe.datetime.get_today(), 7),
						depends_on: "eval:!['Agreed', 'Declined'].includes(doc.outcome)",
					},
					{
						fieldname: "note",
						label: __("Remark"),
						fieldtype: "Small Text",
						description: __("If the partner declines, this is the reason."),
					},
				],
				primary_action_label: __("Log Call"),
				primary_action: async (values) => {
					if (["Agreed", "Declined"].includes(values.outcome)) delete values.next_on;
					await frappe.xcall("upj_kooperation.api.matches.log_attempt", { match, ...values });
					dialog.hide();
					resolve();
				},
			});
			dialog.show();
		});
	}

	function show_good_partners(frm) {
		const found = frm.doc.__onload?.good_partners;
		if (!found || frm.doc.workflow_state !== "Accepted") return;
		const day = frappe.datetime.str_to_user(found.computed_on);
		if (!found.number) {
			frm.dashboard.add_indicator(__("No good partner, as of {0}", [day]), "orange");
			return;
		}
		const best = __("best: {0} ({1} of {2} points)", [escape(found.partner_name), found.points, found.most]);
		frm.dashboard.add_indicator(__("Good partners: {0}, {1}, as of {2}", [found.number, best, day]), "green");
	}

	upj_kooperation.matching = { log_call };
	frappe.ui.form.on("Support Request", { refresh: show_good_partners });
	Object.entries(SIDES).forEach(([doctype, side]) =>
		frappe.ui.form.on(doctype, {
			refresh(frm) {
				if (frm.is_new() || !side.possible(frm) || !frappe.model.can_read("Partner Match")) return;
				frm.add_custom_button(side.button, () => show(frm, side));
			},
		})
	);
})();
