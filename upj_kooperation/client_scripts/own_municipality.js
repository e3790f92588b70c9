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
		"Council Paper",
	];
	frappe.provide("upj_kooperation");
	// Several of these forms load this file; the handlers stand once.
	if (upj_kooperation.own_municipality) return;
	upj_kooperation.own_municipality = true;

	FORMS.forEach((doctype) =>
		frappe.ui.form.on(doctype, {
			async onload(frm) {
				if (!frm.is_new() || frm.doc.municipality) return;
				const own = await frappe.db.get_list("Municipality", { filters: { is_own: 1 }, limit: 2 });
				if (own.length === 1 && frm.is_new() && !frm.doc.municipality) {
					await frm.set_value("municipality", own[0].name);
				}
			},
		})
	);
})();
