frappe.ui.form.on("Cooperation Project", {
	setup(frm) {
		const of_the_town = () => ({ filters: { municipality: frm.doc.municipality || "" } });
		frm.set_query("programme_area", of_the_town);
		frm.set_query("stakeholder", "partners", of_the_town);
	},

	refresh(frm) {
		show_contributions(frm);
		if (frm.is_new()) {
			return;
		}
		if (frm.doc.project) {
			frm.add_custom_button(
				__("Project in ERPNext"),
				() => frappe.set_route("Form", "Project", frm.doc.project),
				__("View")
			);
		} else if (frm.perm[0].write && frm.doc.workflow_state !== "Abandoned") {
			frm.add_custom_button(
				__("Project in ERPNext"),
				() => make_erpnext_project(frm),
				__("Create")
			);
		}
		if (frappe.model.can_create("Cooperation Agreement")) {
			frm.add_custom_button(
				__("Cooperation Agreement"),
				() =>
					frappe.new_doc("Cooperation Agreement", {
						municipality: frm.doc.municipality,
						cooperation_project: frm.doc.name,
					}),
				__("Create")
			);
		}
	},

	municipality(frm) {
		frm.set_value("programme_area", null);
	},
});

function show_contributions(frm) {
	const totals = frm.doc.__onload && frm.doc.__onload.contributions;
	if (!totals || !(frm.doc.partners || []).length) {
		return;
	}
	frm.dashboard.add_indicator(
		__("Contributions of the partners: {0}", [format_currency(totals.value, "EUR")]),
		totals.value ? "green" : "gray"
	);
	frm.dashboard.add_indicator(
		__("Hours of the partners: {0}", [
			frappe.format(totals.hours, { fieldtype: "Float", precision: 1 }, { inline: true }),
		]),
		totals.hours ? "blue" : "gray"
	);
}

function make_erpnext_project(frm) {
	frappe
		.call({
			method: "upj_kooperation.api.cooperation.make_erpnext_project",
			args: { cooperation_project: frm.doc.name },
			freeze: true,
		})
		.then(({ message }) => message && frappe.set_route("Form", "Project", message));
}
