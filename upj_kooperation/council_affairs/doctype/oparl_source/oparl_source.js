frappe.ui.form.on("OParl Source", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.failure) frm.dashboard.set_headline(frappe.utils.escape_html(frm.doc.failure), "red");
		if (!frm.perm[0].write) return;
		frm.add_custom_button(__("Read Now"), () =>
			frappe
				.xcall("upj_kooperation.api.oparl.read_source", { source: frm.doc.name })
				.then(() => frm.reload_doc())
		);
	},
});
