frappe.ui.form.on("Donation Receipt Run", {
	onload(frm) {
		if (frm.is_new() && !frm.doc.year) {
			frm.set_value("year", frappe.datetime.str_to_obj(frappe.datetime.get_today()).getFullYear() - 1);
		}
		if (frm.listens) return;
		frm.listens = true;
		frappe.realtime.on("donation_receipt_run", (news) => {
			if (news.name !== frm.doc.name) return;
			if (news.status) frm.reload_doc();
			else frm.dashboard.show_progress(__("Issuing"), (100 * news.done) / (news.total || 1));
		});
	},

	refresh(frm) {
		frm.set_intro("");
		if (frm.is_new()) return;
		if (frm.doc.status !== "New") frm.disable_form();
		if (frm.doc.status === "Done") {
			frm.set_intro(
				__("{0} receipts were issued, {1} were left out.", [frm.doc.receipts_made, frm.doc.left_out]),
				frm.doc.left_out ? "orange" : "green"
			);
		}
		if (frm.doc.status === "New" && frm.perm[0].write) {
			frm.add_custom_button(__("Issue Receipts"), () =>
				frappe.confirm(__("Issue the receipts of all givers of {0}? They are locked at once.", [frm.doc.year]), () =>
					frappe
						.xcall("upj_kooperation.api.receipts.start_run", { run: frm.doc.name })
						.then(() => frm.reload_doc())
				)
			);
		}
	},
});
