frappe.ui.form.on("Peer Workshop", {
	setup(frm) {
		frm.set_query("consultant", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	onload(frm) {
		if (frm.is_new()) frm.set_value("start_time", null);
	},

	async refresh(frm) {
		if (!frappe.model.can_create("Exchange Request")) return;
		const choices = await frappe.xcall("upj_kooperation.api.exchange.municipality_choices");
		frm.fields_dict.municipalities.grid.update_docfield_property("municipality_name", "options", choices);
	},
});
