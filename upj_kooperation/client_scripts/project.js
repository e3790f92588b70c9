frappe.ui.form.on("Project", {
	refresh(frm) {
		const key = frm.doc.upj_cooperation_project;
		if (key && frappe.model.can_read("Cooperation Project")) {
			frm.add_custom_button(
				__("Cooperation Project"),
				() => frappe.set_route("Form", "Cooperation Project", key),
				__("View")
			);
		}
	},
});
