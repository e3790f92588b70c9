frappe.ui.form.on("Stakeholder Relationship", {
	setup(frm) {
		frm.set_query("relationship_type", () => ({ filters: { enabled: 1 } }));
		frm.set_query("to_stakeholder", () => ({ filters: { name: ["!=", frm.doc.from_stakeholder || ""] } }));
	},
});
