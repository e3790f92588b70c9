frappe.ui.form.on("Advisory Session", {
	setup(frm) {
		frm.set_query("mandate", () => ({ filters: { status: "Active" } }));
		frm.set_query("responsible", "next_steps", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	onload(frm) {
		if (frm.is_new()) frm.set_value("start_time", null);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		const held = frm.doc.status === "Held";
		if (held && !frappe.user.has_role(["Cooperation Manager", "System Manager"])) frm.disable_form();
		if (!frappe.model.can_write("Advisory Session")) return;
		if (frm.doc.status === "Planned") {
			frm.add_custom_button(__("Hold Session"), () => hold(frm)).addClass("btn-primary");
			frm.add_custom_button(__("Cancel Session"), () => cancel(frm));
		}
		if (held && !frm.doc.timesheet && frappe.model.can_create("Timesheet")) {
			frm.add_custom_button(__("Make Timesheet"), () => make_timesheet(frm));
		}
	},

	status(frm) {
		if (frm.doc.status === "Held" && !frm.doc.session_date) {
			frm.set_value("session_date", frappe.datetime.get_today());
		}
	},
});

function hold(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Hold Session"),
		fields: [
			{
				fieldname: "session_date",
				label: __("Date"),
				fieldtype: "Date",
				reqd: 1,
				default: frm.doc.session_date,
			},
			{
				fieldname: "hours",
				label: __("Hours", null, "Advisory Session"),
				fieldtype: "Float",
				precision: 2,
				reqd: 1,
				default: frm.doc.hours,
			},
			{
				fieldname: "minutes",
				label: __("Minutes", null, "Advisory Session"),
				fieldtype: "Text Editor",
				reqd: 1,
				default: frm.doc.minutes,
			},
		],
		primary_action_label: __("Hold Session"),
		primary_action(values) {
			dialog.hide();
			save_with(frm, { ...values, status: "Held" });
		},
	});
	dialog.show();
}

function cancel(frm) {
	frappe.prompt(
		{
			fieldname: "cancel_reason",
			label: __("Reason of the Cancellation"),
			fieldtype: "Small Text",
			reqd: 1,
		},
		(values) => save_with(frm, { ...values, status: "Cancelled" }),
		__("Cancel Session"),
		__("Cancel Session")
	);
}

function save_with(frm, values) {
	// A refused step leaves the form as it was stored.
	frm.set_value(values)
		.then(() => frm.save())
		.catch(() => frm.reload_doc());
}

function make_timesheet(frm) {
	frappe.call({
		method: "upj_kooperation.api.advisory.make_timesheet",
		args: { session: frm.doc.name },
		freeze: true,
		callback({ message }) {
			frappe.set_route("Form", "Timesheet", message);
		},
	});
}
