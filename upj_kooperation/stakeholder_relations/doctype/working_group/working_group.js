frappe.ui.form.on("Working Group", {
	setup(frm) {
		frm.set_query("programme_area", () => ({ filters: { municipality: frm.doc.municipality } }));
		frm.set_query("field_of_action", () => ({ filters: { enabled: 1 } }));
		frm.set_query("stakeholder", "members", () => ({ filters: { municipality: frm.doc.municipality } }));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		show_meetings(frm);
		if (frm.doc.workflow_state !== "Closed" && frappe.model.can_create("Working Group Meeting")) {
			frm.add_custom_button(__("Plan Meeting"), () =>
				frappe.new_doc("Working Group Meeting", { working_group: frm.doc.name })
			);
		}
	},
});

function show_meetings(frm) {
	const meetings = (frm.doc.__onload || {}).meetings;
	if (!meetings) return;
	if (meetings.suggestion) {
		frm.dashboard.set_headline_alert(meetings.suggestion, "orange");
		return;
	}
	const days = [
		meetings.last && __("Last meeting on {0}", [frappe.datetime.str_to_user(meetings.last)]),
		meetings.next && __("Next meeting on {0}", [frappe.datetime.str_to_user(meetings.next)]),
	].filter(Boolean);
	if (days.length) frm.set_intro(days.join(" · "), "blue");
}
