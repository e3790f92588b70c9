frappe.ui.form.on("Customer", {
	refresh(frm) {
		if (!frm.is_new()) upj_kooperation.party.show(frm);
	},
});
