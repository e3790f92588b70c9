frappe.ui.form.on("Advisory Session", {
	setup(frm) {
		frm.set_query("mandate", () => ({ filters: { status: "Active" } }));
		frm.set_query("responsible", "next_steps", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	onload(frm) {
		if (frm.is_new()) frm.set_value("start_time", null);
	},

	refresh(frm) {
		frm.was_held = !frm.is_new() && frm.doc.status === "Held";
		frm.set_df_property("correction_reason", "hidden", !may_correct());
		if (frm.is_new()) return;
		if (frm.was_held && !may_correct()) frm.disable_form();
		if (frm.was_held) add_print_button(frm);
		if (!frappe.model.can_write("Advisory Session")) return;
		if (frm.doc.status === "Planned") {
			frm.add_custom_button(__("Hold Session"), () => hold(frm)).addClass("btn-primary");
			frm.add_custom_button(__("Send Invitations"), () => send_invitations(frm));
			frm.add_custom_button(__("Participants from Contacts"), () => choose_contacts(frm));
			frm.add_custom_button(__("Cancel Session"), () => cancel(frm));
			if (frm.doc.__onload?.invitations_outstanding) {
				frm.dashboard.set_headline_alert(
					__("The invitations that were sent no longer hold. Send them again."),
					"orange"
				);
			}
		}
		if (frm.was_held && !frm.doc.timesheet && frappe.model.can_create("Timesheet")) {
			frm.add_custom_button(__("Make Timesheet"), () => make_timesheet(frm));
		}
	},

	before_save(frm) {
		if (!frm.was_held || (frm.doc.correction_reason || "").trim()) return;
		return ask_for_reason(frm);
	},

	status(frm) {
		if (frm.doc.status === "Held" && !frm.doc.session_date) {
			frm.set_value("session_date", frappe.datetime.get_today());
		}
	},
});

function may_correct() {
	return frappe.user.has_role(["Cooperation Manager", "System Manager"]);
}

function ask_for_reason(frm) {
	return new Promise((resolve) => {
		let given = false;
		const dialog = new frappe.ui.Dialog({
			title: __("Correct a Held Session"),
			fields: [
				{
					fieldname: "correction_reason",
					label: __("Reason of the Correction"),
					fieldtype: "Small Text",
					reqd: 1,
					description: __("It stays with the session, with your name, the day and what was changed."),
				},
			],
			primary_action_label: __("Save"),
			primary_action({ correction_reason }) {
				given = true;
				frm.doc.correction_reason = correction_reason;
				dialog.hide();
				resolve();
			},
		});
		dialog.onhide = () => {
			if (given) return;
			frappe.validated = false;
			resolve();
		};
		dialog.show();
	});
}

function add_print_button(frm) {
	frm.add_custom_button(__("Print Minutes"), () => {
		window.open(
			`/api/method/upj_kooperation.api.sessions.print_minutes?session=${encodeURIComponent(frm.doc.name)}`
		);
	});
}

function send_invitations(frm) {
	const send = () =>
		frappe.call({
			method: "upj_kooperation.api.sessions.send_invitations",
			args: { session: frm.doc.name },
			freeze: true,
			callback({ message }) {
				frappe.show_alert({ message: __("{0} mails go out.", [message]), indicator: "green" });
				frm.reload_doc();
			},
		});
	return frm.is_dirty() ? frm.save().then(send) : send();
}

// Consultants have no right to the address book; this shows the people of their own mandates.
function choose_contacts(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Participants from Contacts"),
		fields: [
			{ fieldname: "text", label: __("Name, Organisation or Mail Address"), fieldtype: "Data" },
			{ fieldname: "found", label: __("Contacts"), fieldtype: "MultiCheck", columns: 1, options: [] },
		],
		primary_action_label: __("Add"),
		primary_action() {
			const chosen = dialog.fields_dict.found.get_checked_options();
			for (const row of found.filter((row) => chosen.includes(row.contact))) {
				frm.add_child("participants", row);
			}
			dialog.hide();
			frm.refresh_field("participants");
		},
	});
	let found = [];
	const search = async () => {
		found = await frappe.xcall("upj_kooperation.api.sessions.find_contacts", {
			mandate: frm.doc.mandate,
			text: dialog.get_value("text") || "",
		});
		const known = (frm.doc.participants || []).map((row) => row.contact);
		found = found.filter((row) => !known.includes(row.contact));
		const field = dialog.fields_dict.found;
		field.df.options = found.map((row) => ({
			value: row.contact,
			label: frappe.utils.escape_html([row.participant_name, row.organisation].filter(Boolean).join(", ")),
		}));
		field.df.description = found.length ? "" : __("No contact found. Enter the name in the table instead.");
		dialog.refresh();
		field.refresh();
	};
	dialog.fields_dict.text.$input.on("input", frappe.utils.debounce(search, 300));
	dialog.show();
	search();
}

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
