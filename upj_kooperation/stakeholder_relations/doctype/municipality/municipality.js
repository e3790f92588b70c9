frappe.ui.form.on("Municipality", {
	setup(frm) {
		for (const [field, filters] of [
			["donation_bank_account", { root_type: "Asset", is_group: 0 }],
			["donation_income_account", { root_type: "Income", is_group: 0 }],
			["cost_share_account", { root_type: "Income", is_group: 0 }],
			["donation_cost_center", { is_group: 0 }],
		]) {
			frm.set_query(field, () => ({ filters: { ...filters, company: frm.doc.company || "" } }));
		}
	},

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
