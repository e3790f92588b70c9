// A new record of a town begins with the site's own municipality, where the user sees exactly one.
(() => {
	const FORMS = [
		"Stakeholder",
		"Stakeholder Import",
		"Programme Area",
		"Working Group",
		"Cooperation Project",
		"Cooperation Agreement",
		"Sponsorship",
		"Donation Receipt",
		"Donation Receipt Run",
		"Acceptance List",
		"Sponsor Package",
		"Challenge Group",
		"Challenge Site",
		"Council Paper",
		"Paper Number Range",
		"OParl Source",
	];
	frappe.provide("upj_kooperation");
	// Several of these forms load this file; the handlers stand once.
	if (upj_kooperation.own_municipality) return;
	upj_kooperation.own_municipality = true;

	FORMS.forEach((doctype) =>
		frappe.ui.form.on(doctype, {
			// Frappe waits for this before it draws the form: a field that is filled later, while it has the focus, is
			// emptied again when the user goes on to the next one.
			async before_load(frm) {
				if (!frm.is_new() || frm.doc.municipality) return;
				const own = await frappe.db.get_list("Municipality", {
					fields: ["name", "municipality_name"],
					filters: { is_own: 1 },
					limit: 2,
				});
				if (own.length !== 1) return;
				frappe.utils.add_link_title("Municipality", own[0].name, own[0].municipality_name);
				frm.doc.municipality = own[0].name;
			},
		})
	);
})();
