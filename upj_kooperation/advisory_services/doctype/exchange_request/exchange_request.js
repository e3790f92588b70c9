frappe.ui.form.on("Exchange Request", {
	async refresh(frm) {
		if (!frappe.model.can_create("Exchange Request")) return;
		if (!frm.is_new() && frm.doc.status !== "Closed" && frappe.model.can_create("Exchange Answer")) {
			frm.add_custom_button(__("Answer"), () =>
				frappe.new_doc("Exchange Answer", { request: frm.doc.name })
			);
		}
		if (!frm.is_new() && frm.doc.status === "Answered" && frm.perm[0].write) {
			frm.add_custom_button(__("Close Question"), () => close(frm)).addClass("btn-primary");
		}
		const choices = await frappe.xcall("upj_kooperation.api.exchange.municipality_choices");
		frm.fields_dict.asked_name.set_data(choices);
	},
});

function close(frm) {
	frappe.prompt(
		{ fieldname: "outcome", label: __("What Came of It"), fieldtype: "Text Editor", reqd: 1, default: frm.doc.outcome },
		({ outcome }) => {
			// A refused step leaves the form as it was stored.
			frm.set_value({ outcome, status: "Closed" })
				.then(() => frm.save())
				.catch(() => frm.reload_doc());
		},
		__("Close Question"),
		__("Close Question")
	);
}
