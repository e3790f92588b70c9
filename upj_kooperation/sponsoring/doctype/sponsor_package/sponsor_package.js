frappe.ui.form.on("Sponsor Package", {
	setup(frm) {
		frm.set_query("cooperation_project", () => ({ filters: { municipality: frm.doc.municipality || "" } }));
	},
});

frappe.ui.form.on("Sponsor Package Item", { value: show_price, items_remove: show_price });

function show_price(frm) {
	const total = (frm.doc.items || []).reduce((sum, row) => flt(sum + flt(row.value, 2), 2), 0);
	frm.set_value("price", total);
}
