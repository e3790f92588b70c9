frappe.ui.form.on("Stakeholder Relationship", {
	setup(frm) {
		frm.set_query("relationship_type", () => {
			const { from_stakeholder, person } = frm.doc;
			const sides = ["Organisation or Person"];
			if (!person) sides.push("Organisation");
			if (!from_stakeholder) sides.push("Person");
			return { filters: { enabled: 1, first_side: ["in", sides] } };
		});
		frm.set_query("to_stakeholder", () => ({ filters: { name: ["!=", frm.doc.from_stakeholder || ""] } }));
	},
});
