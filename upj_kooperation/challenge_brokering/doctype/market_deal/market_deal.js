frappe.ui.form.on("Market Deal", {
	setup(frm) {
		frm.set_query("market_event", () => ({ filters: { status: "Open" } }));
		frm.set_query("kind", () => ({ filters: { enabled: 1 } }));
		["giver", "taker"].forEach((field) =>
			frm.set_query(field, () => (frm.doc.municipality ? { filters: { municipality: frm.doc.municipality } } : {}))
		);
	},

	refresh(frm) {
		if (frm.is_new() || !frm.perm[0].write || frm.doc.status !== "Agreed") return;
		frm.add_custom_button(__("Withdraw"), () =>
			frappe.prompt(
				{ fieldname: "reason", label: __("Why It Is Changed"), fieldtype: "Small Text", reqd: 1 },
				async ({ reason }) => {
					await frm.set_value({ status: "Withdrawn", change_reason: reason });
					frm.save();
				},
				__("Withdraw Agreement"),
				__("Withdraw")
			)
		);
	},
});
