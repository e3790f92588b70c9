frappe.ui.form.on("Municipality", {
	refresh(frm) {
		if (frm.is_new() || !frappe.model.can_read("Stakeholder Relationship")) return;
		frm.add_custom_button(__("Network"), () =>
			frappe.set_route("stakeholder-network", { municipality: frm.doc.name })
		);
		frm.add_custom_button(__("Stakeholder Map"), () =>
			frappe.set_route("stakeholder-map", { municipality: frm.doc.name })
		);
	},
});
