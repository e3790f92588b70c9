frappe.ui.form.on("Supplier", {
	refresh(frm) {
		if (!frm.is_new()) upj_kooperation.party.show(frm);
	},
});
