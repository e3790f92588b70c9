frappe.ui.form.on("Programme Area", {
	refresh(frm) {
		if (frm.is_new()) return;
		show_gaps(frm);
		if (frappe.model.can_get_report("Programme Area")) {
			frm.add_custom_button(__("Field of Action Gaps"), () =>
				frappe.set_route("query-report", "Field of Action Gaps", { programme_area: frm.doc.name })
			);
		}
	},
});

function show_gaps(frm) {
	frappe.call({
		method: "upj_kooperation.api.areas.gap_view",
		type: "GET",
		args: { programme_area: frm.doc.name },
		callback: ({ message: rows }) => {
			const gaps = rows.filter((row) => row.status === "Gap");
			if (!gaps.length) return;
			const names = gaps.map((row) => frappe.utils.escape_html(row.field_of_action)).join(", ");
			frm.dashboard.set_headline_alert(
				__("Fields of action without working group, project and partner: {0}", [names]),
				"orange"
			);
		},
	});
}
