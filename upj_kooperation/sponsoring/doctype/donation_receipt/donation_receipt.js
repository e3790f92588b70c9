const API = "upj_kooperation.api.receipts";

frappe.ui.form.on("Donation Receipt", {
	setup(frm) {
		frm.set_query("giver", () => ({ filters: { municipality: frm.doc.municipality || "" } }));
		frm.set_query("sponsorship", "gifts", () => ({
			filters: { giver: frm.doc.giver || "", municipality: frm.doc.municipality || "", receipt_possible: 1 },
		}));
	},

	refresh(frm) {
		show_note(frm);
		if (frm.is_new()) {
			return;
		}
		if (frm.doc.docstatus) {
			const label = frm.doc.printed_on || frm.doc.docstatus === 2 ? __("Print Duplicate") : __("Print Original");
			frm.add_custom_button(label, () => print_receipt(frm));
		}
		if (!frm.perm[0]?.cancel) {
			return;
		}
		if (frm.doc.docstatus === 1) {
			frm.page.clear_secondary_action();
			frm.add_custom_button(__("Cancel Receipt"), () => cancel_receipt(frm));
		} else if (frm.doc.docstatus === 2 && !frm.doc.settled_on) {
			frm.add_custom_button(__("Original Settled"), () => settle_original(frm));
		}
	},
});

function show_note(frm) {
	frm.set_intro("");
	if (frm.is_new()) {
		return;
	}
	if (frm.doc.docstatus === 2) {
		frm.set_intro(
			frm.doc.settled_on
				? __("Cancelled, and the original is settled: the gifts can be confirmed anew.")
				: __("Cancelled. The gifts get no other receipt until it is recorded what became of the original."),
			frm.doc.settled_on ? "blue" : "orange"
		);
	} else if (frm.doc.docstatus === 0) {
		frappe.call({ method: `${API}.bank_record_note`, type: "GET", args: { receipt: frm.doc.name } }).then(
			({ message }) => message && frm.set_intro(message, "blue")
		);
	}
}

function print_receipt(frm) {
	open_url_post(`/api/method/${API}.print_receipt`, { receipt: frm.doc.name }, true);
	// The server notes the print while the other window loads.
	setTimeout(() => frm.reload_doc(), 3000);
}

function cancel_receipt(frm) {
	frappe.prompt(
		{
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("Reason of the Cancellation"),
			description: __("The receipt stays visible. Ask the giver for the original."),
			reqd: 1,
		},
		({ reason }) =>
			frappe
				.call({ method: `${API}.cancel_receipt`, args: { receipt: frm.doc.name, reason }, freeze: true })
				.then(() => frm.reload_doc()),
		__("Cancel Receipt")
	);
}

function settle_original(frm) {
	frappe.prompt(
		[
			{
				fieldname: "settled_on",
				fieldtype: "Date",
				label: __("Original Settled on"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{
				fieldname: "how",
				fieldtype: "Small Text",
				label: __("How it was Settled"),
				description: __("For example: came back by post; or lost, with the giver's written statement."),
				reqd: 1,
			},
		],
		(values) =>
			frappe
				.call({ method: `${API}.settle_original`, args: { receipt: frm.doc.name, ...values }, freeze: true })
				.then(() => frm.reload_doc()),
		__("Original Settled")
	);
}
