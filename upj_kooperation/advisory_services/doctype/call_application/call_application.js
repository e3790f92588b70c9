frappe.ui.form.on("Call Application", {
	setup(frm) {
		frm.set_query("programme_area", () => ({ filters: { municipality: frm.doc.municipality || "" } }));
		frm.set_query("call", () => ({ filters: { status: "Published" } }));
	},

	refresh(frm) {
		if (frm.doc.eligibility_reason) {
			frm.dashboard.set_headline_alert(
				frappe.utils.escape_html(frm.doc.eligibility_reason),
				frm.doc.eligible ? "green" : "red"
			);
		}
		if (!frm.is_new() && frm.doc.workflow_state === "Selected" && frappe.model.can_create("Advisory Mandate")) {
			frm.add_custom_button(__("Open Mandate"), () => open_mandate(frm));
		}
	},

	call: check_eligibility,
	programme_area: check_eligibility,

	municipality(frm) {
		frm.set_value("programme_area", null);
	},
});

function check_eligibility(frm) {
	const { call, municipality, programme_area } = frm.doc;
	frm.dashboard.clear_headline();
	if (!call || !municipality || !programme_area) return;
	frappe.call({
		method: "upj_kooperation.api.calls.check_eligibility",
		type: "GET",
		args: { call, municipality, programme_area },
		callback: ({ message }) =>
			// The reason comes escaped from the server.
			frm.dashboard.set_headline_alert(message.reason, message.eligible ? "green" : "red"),
	});
}

function open_mandate(frm) {
	frappe.db.get_value("Project Call", frm.doc.call, ["period_start", "period_end"]).then(({ message: call }) => {
		const dialog = new frappe.ui.Dialog({
			title: __("Open Mandate"),
			fields: [
				{
					fieldname: "consultant",
					label: __("Consultant", null, "Advisory Mandate"),
					fieldtype: "Link",
					options: "User",
					reqd: 1,
					get_query: () => ({ filters: { enabled: 1, user_type: "System User" } }),
				},
				{ fieldtype: "Section Break" },
				{
					fieldname: "start_date",
					label: __("From"),
					fieldtype: "Date",
					reqd: 1,
					default: call.period_start,
				},
				{
					fieldname: "quota_sessions",
					label: __("Sessions Agreed"),
					fieldtype: "Int",
					default: 0,
					description: __("0 sets no limit."),
				},
				{ fieldtype: "Column Break" },
				{ fieldname: "end_date", label: __("Until"), fieldtype: "Date", reqd: 1, default: call.period_end },
				{
					fieldname: "quota_hours",
					label: __("Hours Agreed"),
					fieldtype: "Float",
					default: 0,
					description: __("0 sets no limit."),
				},
			],
			primary_action_label: __("Open Mandate"),
			primary_action(values) {
				frappe.call({
					method: "upj_kooperation.api.calls.open_mandate",
					args: { application: frm.doc.name, ...values },
					freeze: true,
					callback({ message }) {
						dialog.hide();
						frappe.set_route("Form", "Advisory Mandate", message);
					},
				});
			},
		});
		dialog.show();
	});
}
