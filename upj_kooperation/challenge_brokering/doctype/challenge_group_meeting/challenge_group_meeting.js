const API = "upj_kooperation.api.challenge_meetings";

frappe.ui.form.on("Challenge Group Meeting", {
	setup(frm) {
		frm.set_query("challenge_group", () => ({ filters: { status: "Active" } }));
		frm.set_query("request", "agenda", () => ({ filters: { challenge_group: frm.doc.challenge_group || "" } }));
		frm.set_query("responsible", "next_steps", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	onload(frm) {
		if (frm.is_new()) frm.set_value("start_time", null);
	},

	refresh(frm) {
		if (frm.perm[0] && frm.perm[0].write && frm.doc.status !== "Cancelled") {
			frm.add_custom_button(__("Take over What Is Open"), () => take_over(frm));
		}
		if (!frm.is_new()) {
			const label = frm.doc.status === "Held" ? __("Minutes as PDF") : __("Agenda as PDF");
			frm.add_custom_button(label, () =>
				window.open(`/api/method/${API}.print_minutes?meeting=${encodeURIComponent(frm.doc.name)}`)
			);
		}
	},
});

async function take_over(frm) {
	if (!frm.doc.challenge_group || !frm.doc.meeting_date) {
		frappe.msgprint(__("Choose the challenge group and the date first."));
		return;
	}
	const { message: found } = await frappe.call({
		method: `${API}.prepare`,
		type: "GET",
		args: { challenge_group: frm.doc.challenge_group, day: frm.doc.meeting_date },
	});
	const added = add(frm, "agenda", "request", found.agenda) + add(frm, "attendance", "person_name", found.attendance);
	if (added) frm.dirty();
	frappe.show_alert(added ? __("{0} rows added.", [added]) : __("Everything stands there already."));
}

function add(frm, table, key, rows) {
	const listed = new Set((frm.doc[table] || []).map((row) => row[key]));
	const missing = rows.filter((row) => !listed.has(row[key]));
	missing.forEach((row) => frm.add_child(table, row));
	frm.refresh_field(table);
	return missing.length;
}
