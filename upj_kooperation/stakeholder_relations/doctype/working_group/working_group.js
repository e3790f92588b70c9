frappe.ui.form.on("Working Group", {
	setup(frm) {
		frm.set_query("programme_area", () => ({ filters: { municipality: frm.doc.municipality } }));
		frm.set_query("field_of_action", () => ({ filters: { enabled: 1 } }));
		frm.set_query("stakeholder", "members", () => ({ filters: { municipality: frm.doc.municipality } }));
	},
});
