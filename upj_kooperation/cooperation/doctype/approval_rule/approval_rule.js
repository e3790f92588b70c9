frappe.ui.form.on("Approval Rule", {
	refresh(frm) {
		if (!frm.is_new() && !frm.doc.checked_on) {
			frm.set_intro(
				__(
					"Nobody has compared this rule with the law in force yet. Enter who checked it and when; the program gives no legal advice."
				),
				"orange"
			);
		}
	},
});
