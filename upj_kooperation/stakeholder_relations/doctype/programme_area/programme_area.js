frappe.ui.form.on("Programme Area", {
	setup(frm) {
		upj_kooperation.areas.settle_field(frm);
	},

	refresh(frm) {
		offer_boundary(frm);
		if (frm.is_new()) return;
		if (frappe.model.can_read("Stakeholder Relationship")) {
			frm.add_custom_button(__("Network"), () =>
				frappe.set_route("stakeholder-network", { programme_area: frm.doc.name })
			);
			frm.add_custom_button(__("Stakeholder Map"), () =>
				frappe.set_route("stakeholder-map", { programme_area: frm.doc.name })
			);
		}
		upj_kooperation.areas.show_overview(frm);
		if (frappe.model.can_get_report("Programme Area")) {
			frm.add_custom_button(__("Field of Action Gaps"), () =>
				frappe.set_route("query-report", "Field of Action Gaps", { programme_area: frm.doc.name })
			);
		}
	},

	on_tab_change(frm) {
		// A map that was drawn out of sight does not know its size.
		const field = frm.fields_dict.geometry;
		if (field.map) field.fit_and_recenter_map();
	},
});

function offer_boundary(frm) {
	const writable = frm.perm[0] && frm.perm[0].write;
	if (writable) {
		const group = __("Boundary");
		frm.add_custom_button(__("Upload GeoJSON"), () => upj_kooperation.areas.upload_boundary(frm), group);
		if (frm.doc.geometry) {
			frm.add_custom_button(__("Remove Boundary"), () => frm.set_value("geometry", null), group);
		}
	}
	const measured = frm.doc.boundary_hectares;
	if (!measured || frm.doc.hectares) return;
	frm.set_df_property(
		"hectares",
		"description",
		__("The boundary encloses {0} hectares.", [format_number(measured, null, 1)])
	);
	if (writable) {
		frm.add_custom_button(
			__("Take over {0} Hectares", [format_number(measured, null, 1)]),
			() => frm.set_value("hectares", measured),
			__("Boundary")
		);
	}
}
