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
	const SCRIPT = "/assets/upj_kooperation/js/own_municipality.js";
	frappe.provide("upj_kooperation.own_municipality");
	// Several of these forms load this file; the handlers stand once.
	if (upj_kooperation.own_municipality.on_forms) return;
	upj_kooperation.own_municipality.on_forms = true;

	FORMS.forEach((doctype) =>
		frappe.ui.form.on(doctype, {
			// Frappe waits for this before it draws the form: a field that is filled later, while it has the focus, is
			// emptied again when the user goes on to the next one.
			async before_load(frm) {
				if (!frm.is_new() || frm.doc.municipality) return;
				await frappe.require(SCRIPT);
				const own = await upj_kooperation.own_municipality.find();
				if (own) frm.doc.municipality = own;
			},
		})
	);
})();
