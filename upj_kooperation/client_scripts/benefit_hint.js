// Before an agreement goes out: which parties gain nothing that the project names.
frappe.ui.form.on("Cooperation Agreement", {
	refresh(frm) {
		const hint = frm.doc.__onload && frm.doc.__onload.benefit_hint;
		if (!frm.is_new() && hint) {
			frm.set_intro(hint, "orange");
		}
	},
});
