frappe.ui.form.on("Cooperation Project", {
	refresh(frm) {
		if (frm.is_new() || !frappe.model.can_create("Council Paper")) return;
		frm.add_custom_button(
			__("Status Report"),
			() =>
				upj_kooperation.council.draft_status_report({
					municipality: frm.doc.municipality,
					cooperation_project: frm.doc.name,
				}),
			__("Create")
		);
	},
});
