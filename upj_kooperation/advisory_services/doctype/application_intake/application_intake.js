const PORTAL = "upj_kooperation.api.portal";

frappe.ui.form.on("Application Intake", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.eligibility_reason) frm.dashboard.set_headline_alert(frappe.utils.escape_html(frm.doc.eligibility_reason), "blue");
		if (frm.doc.status !== "Handed In") return;
		if (!frm.doc.municipality) {
			frm.set_intro(
				__("There is no record of this municipality yet. Taking over makes one from the name and the AGS."),
				"orange"
			);
		}
		frm.add_custom_button(__("Take Over as Application"), () => take_over(frm)).addClass("btn-primary");
		frm.add_custom_button(__("Do not Take Over"), () => decline(frm));
	},
});

function take_over(frm) {
	frappe.call({
		method: `${PORTAL}.take_over_application`,
		args: { intake: frm.doc.name },
		freeze: true,
		callback: ({ message }) => frappe.set_route("Form", "Call Application", message),
	});
}

function decline(frm) {
	frappe.prompt(
		{
			fieldname: "reason",
			label: __("Reason"),
			fieldtype: "Small Text",
			reqd: 1,
			description: __("The municipality gets to read it."),
		},
		({ reason }) =>
			frappe.call({
				method: `${PORTAL}.decline_application`,
				args: { intake: frm.doc.name, reason },
				freeze: true,
				callback: () => frm.reload_doc(),
			}),
		__("Do not Take Over"),
		__("Send")
	);
}
