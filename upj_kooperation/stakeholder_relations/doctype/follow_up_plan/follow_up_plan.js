frappe.ui.form.on("Follow-up Plan", {
	setup(frm) {
		frm.set_query("user", "steps", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},
});
