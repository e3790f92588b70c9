frappe.ui.form.on("Matching Run", {
	onload(frm) {
		if (frm.listens) return;
		frm.listens = true;
		frappe.realtime.on("matching_run", (news) => {
			if (news.name !== frm.doc.name) return;
			if (news.done >= news.total) frm.reload_doc();
			else frm.dashboard.show_progress(__("Looking for Partners"), (100 * news.done) / news.total);
		});
	},

	refresh(frm) {
		const under_way = frm.doc.status !== "Done";
		if (under_way && frm.doc.requests_total) {
			frm.dashboard.show_progress(
				__("Looking for Partners"),
				(100 * frm.doc.requests_done) / frm.doc.requests_total
			);
		}
		frm.add_custom_button(__("Good Partners"), () => frappe.set_route("query-report", "Good Partners"));
		if (!frappe.user.has_role("Cooperation Manager")) return;
		frm.add_custom_button(under_way ? __("Go on") : __("Look for Partners Now"), () =>
			frappe
				.xcall("upj_kooperation.api.matching.find_partners", { municipality: frm.doc.municipality })
				.then(() => frm.reload_doc())
		);
	},
});
