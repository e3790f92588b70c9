frappe.ui.form.on("Prospect", {
	refresh(frm) {
		if (!frm.is_new()) upj_kooperation.party.show(frm);
	},
});
