frappe.ui.form.on("Working Group Meeting", {
	setup(frm) {
		frm.set_query("working_group", () => ({ filters: { workflow_state: ["!=", "Closed"] } }));
		frm.set_query("stakeholder", "attendance", () => ({
			filters: frm.doc.municipality ? { municipality: frm.doc.municipality } : {},
		}));
		frm.set_query("responsible", "next_steps", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	onload(frm) {
		if (frm.is_new()) frm.set_value("start_time", null);
	},

	refresh(frm) {
		const writable = frm.perm[0] && frm.perm[0].write;
		if (writable && frm.doc.status !== "Cancelled") {
			frm.add_custom_button(__("Take over Members"), () => take_over_members(frm));
		}
		if (!frm.is_new()) {
			frm.add_custom_button(__("Minutes as PDF"), () =>
				window.open(
					`/api/method/upj_kooperation.api.groups.print_minutes?meeting=${encodeURIComponent(frm.doc.name)}`
				)
			);
		}
		const planned = frm.doc.status === "Planned" && !frm.is_new();
		if (planned && frm.doc.meeting_date < frappe.datetime.get_today()) {
			frm.dashboard.set_headline_alert(
				__("This meeting lies in the past. Enter who was there and the minutes, and set it to Held."),
				"orange"
			);
		}
	},
});

function take_over_members(frm) {
	if (!frm.doc.working_group || !frm.doc.meeting_date) {
		frappe.msgprint(__("Choose the working group and the date first."));
		return;
	}
	frappe.call({
		method: "upj_kooperation.api.groups.members_on",
		type: "GET",
		args: { working_group: frm.doc.working_group, day: frm.doc.meeting_date },
		callback({ message: members }) {
			const listed = new Set((frm.doc.attendance || []).map((row) => row.person_name));
			const missing = (members || []).filter((member) => !listed.has(member.person_name));
			for (const member of missing) frm.add_child("attendance", member);
			frm.refresh_field("attendance");
			if (missing.length) frm.dirty();
			frappe.show_alert(
				missing.length
					? __("{0} members taken over. Correct who was not there.", [missing.length])
					: __("All members of this day are listed already.")
			);
		},
	});
}
