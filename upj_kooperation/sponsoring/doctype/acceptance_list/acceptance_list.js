const API = "upj_kooperation.api.acceptance_lists";

frappe.ui.form.on("Acceptance List", {
	setup(frm) {
		frm.set_query("council_paper", () => ({ filters: { municipality: frm.doc.municipality || "" } }));
		frm.set_query("sponsorship", "items", () => ({
			filters: {
				municipality: frm.doc.municipality || "",
				deciding_organ: frm.doc.organ || "",
				workflow_state: "To Be Accepted",
			},
		}));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Annex as PDF"), () =>
			window.open(`/api/method/${API}.print_list?acceptance_list=${encodeURIComponent(frm.doc.name)}`)
		);
		if (frm.doc.status === "Decided" || !frm.perm[0].write) return;
		frm.add_custom_button(__("Collect Open Gifts"), () => call(frm, "collect"));
		if (frappe.user.has_role("Cooperation Approver")) {
			frm.add_custom_button(__("All Accepted"), () => call(frm, "take_over", { result: "Accepted" }), __("Results"));
			frm.add_custom_button(__("Row by Row"), () => call(frm, "take_over"), __("Results"));
		}
	},
});

function call(frm, method, args) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save the list first."));
		return;
	}
	frappe
		.call({ method: `${API}.${method}`, args: { acceptance_list: frm.doc.name, ...args }, freeze: true })
		.then(({ message }) => {
			message && frappe.show_alert({ message, indicator: "blue" }, 10);
			frm.reload_doc();
		});
}
