const SECTORS = ["Municipality", "Company", "Foundation", "Nonprofit", "School", "Residents", "Other"];

frappe.ui.form.on("Advisory Mandate", {
	setup(frm) {
		frm.set_query("programme_area", () => ({ filters: { municipality: frm.doc.municipality || "" } }));
		frm.set_query("consultant", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frm.set_query("application", () => ({
			filters: { municipality: frm.doc.municipality || "", workflow_state: "Selected" },
		}));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		show_remaining(frm);
		show_reached(frm);
		keep_agreement(frm);
		if (frm.doc.status === "Active" && frm.perm[0].write) {
			frm.add_custom_button(__("Extend Mandate"), () => extend(frm));
		}
		if (frm.doc.status === "Active" && frappe.model.can_create("Advisory Session")) {
			frm.add_custom_button(__("Log Session"), () => log_session(frm)).addClass("btn-primary");
			frm.add_custom_button(__("Plan Session"), () =>
				frappe.new_doc("Advisory Session", { mandate: frm.doc.name, status: "Planned" })
			);
		}
	},
});

function show_remaining(frm) {
	const { quota_sessions, sessions_remaining, quota_hours, hours_remaining } = frm.doc;
	if (quota_sessions) {
		frm.dashboard.add_indicator(
			__("{0} of {1} sessions remaining", [sessions_remaining, quota_sessions]),
			colour_of(sessions_remaining, quota_sessions)
		);
	}
	if (quota_hours) {
		frm.dashboard.add_indicator(
			__("{0} of {1} hours remaining", [format_number(hours_remaining, null, 2), format_number(quota_hours, null, 2)]),
			colour_of(hours_remaining, quota_hours)
		);
	}
}

function show_reached(frm) {
	const reached = frm.doc.__onload?.reached || [];
	if (reached.length) frm.dashboard.set_headline_alert(reached.join(" "), "orange");
}

// After the first session the agreement changes with a reason alone, which the dialog asks for.
function keep_agreement(frm) {
	const in_use = frm.doc.sessions_used > 0 || (frm.doc.extensions || []).length > 0;
	for (const field of ["quota_sessions", "quota_hours", "end_date"]) frm.set_df_property(field, "read_only", in_use);
}

function extend(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Extend Mandate"),
		fields: [
			{
				fieldname: "quota_sessions",
				label: __("Sessions Agreed"),
				fieldtype: "Int",
				default: frm.doc.quota_sessions,
				description: __("{0} of them held", [frm.doc.sessions_used]),
			},
			{ fieldtype: "Column Break" },
			{
				fieldname: "quota_hours",
				label: __("Hours Agreed"),
				fieldtype: "Float",
				precision: 2,
				default: frm.doc.quota_hours,
				description: __("{0} of them used", [format_number(frm.doc.hours_used, null, 2)]),
			},
			{ fieldtype: "Column Break" },
			{ fieldname: "end_date", label: __("Until"), fieldtype: "Date", default: frm.doc.end_date },
			{ fieldtype: "Section Break" },
			{ fieldname: "reason", label: __("Reason"), fieldtype: "Small Text", reqd: 1 },
		],
		primary_action_label: __("Extend Mandate"),
		primary_action(values) {
			frappe.call({
				method: "upj_kooperation.api.advisory.extend_mandate",
				// An emptied number means that there is no limit, as on the form.
				args: { mandate: frm.doc.name, quota_sessions: 0, quota_hours: 0, ...values },
				freeze: true,
				callback() {
					dialog.hide();
					frm.reload_doc();
				},
			});
		},
	});
	dialog.show();
}

function colour_of(left, quota) {
	if (left <= 0) return "red";
	return left <= 0.2 * quota ? "orange" : "green";
}

function log_session(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Log Session"),
		fields: [
			{ fieldname: "subject", label: __("Subject"), fieldtype: "Data", reqd: 1 },
			{ fieldtype: "Section Break" },
			{
				fieldname: "session_date",
				label: __("Date"),
				fieldtype: "Date",
				reqd: 1,
				default: frappe.datetime.get_today(),
			},
			{ fieldname: "hours", label: __("Hours", null, "Advisory Session"), fieldtype: "Float", precision: 2, reqd: 1 },
			{ fieldtype: "Column Break" },
			{
				fieldname: "mode",
				label: __("Mode"),
				fieldtype: "Select",
				options: ["On Site", "Online", "Phone"].map((value) => ({ value, label: __(value) })),
				default: "On Site",
				reqd: 1,
			},
			{
				// Version 15's time field fails in a dialog where the site's time format has no seconds.
				fieldname: "start_time",
				label: __("Start", null, "Advisory Session"),
				fieldtype: "Data",
				placeholder: "09:30",
			},
			{ fieldtype: "Section Break" },
			{ fieldname: "minutes", label: __("Minutes", null, "Advisory Session"), fieldtype: "Small Text", reqd: 1 },
			{ fieldtype: "Section Break", label: __("Participants", null, "Advisory Session"), collapsible: 1 },
			{
				fieldname: "participants",
				fieldtype: "Table",
				data: [],
				fields: [
					{
						fieldname: "participant_name",
						label: __("Name"),
						fieldtype: "Data",
						in_list_view: 1,
						reqd: 1,
					},
					{ fieldname: "organisation", label: __("Organisation"), fieldtype: "Data", in_list_view: 1 },
					{
						fieldname: "sector",
						label: __("Sector"),
						fieldtype: "Select",
						options: SECTORS.map((value) => ({ value, label: __(value) })),
						default: "Municipality",
						in_list_view: 1,
						reqd: 1,
					},
				],
			},
			{ fieldtype: "Section Break", label: __("Next Steps") },
			{
				fieldname: "next_steps",
				fieldtype: "Table",
				data: [],
				fields: [
					{ fieldname: "step", label: __("Next Step"), fieldtype: "Data", in_list_view: 1, reqd: 1 },
					{
						fieldname: "responsible",
						label: __("Responsible", null, "Session Next Step"),
						fieldtype: "Link",
						options: "User",
						in_list_view: 1,
						reqd: 1,
						default: frappe.session.user,
					},
					{ fieldname: "due_date", label: __("Due on"), fieldtype: "Date", in_list_view: 1, reqd: 1 },
				],
			},
		],
		primary_action_label: __("Log Session"),
		primary_action(values) {
			frappe.call({
				method: "upj_kooperation.api.advisory.log_session",
				args: {
					mandate: frm.doc.name,
					...values,
					minutes: as_html(values.minutes),
					participants: rows_of(values.participants, ["participant_name", "organisation", "sector"]),
					next_steps: rows_of(values.next_steps, ["step", "responsible", "due_date"]),
				},
				freeze: true,
				callback({ message }) {
					dialog.hide();
					frappe.set_route("Form", "Advisory Session", message);
				},
			});
		},
	});
	dialog.show();
}

function rows_of(rows, fields) {
	return (rows || []).map((row) => Object.fromEntries(fields.map((field) => [field, row[field] || null])));
}

function as_html(text) {
	return frappe.utils.escape_html(text).replace(/\n/g, "<br>");
}
