frappe.ui.form.on("Lead", {
	refresh(frm) {
		if (!frm.is_new()) upj_kooperation.party.show(frm);
	},
});
