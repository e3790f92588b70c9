frappe.ui.form.on("Paper Number Range", {
	refresh(frm) {
		if (frm.is_new()) return;
		frm.dashboard.set_headline(__("The next paper gets the number {0}.", [frm.doc.next_reference || "–"]), "blue");
	},
});
