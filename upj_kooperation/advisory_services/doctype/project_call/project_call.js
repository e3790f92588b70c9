frappe.ui.form.on("Project Call", {
	refresh(frm) {
		if (frm.is_new()) return;
		const free = frm.doc.places - frm.doc.places_taken;
		frm.dashboard.add_indicator(
			__("{0} of {1} places taken", [frm.doc.places_taken, frm.doc.places]),
			free > 0 ? "green" : "orange"
		);
		show_window(frm);
		if (frm.doc.status === "Published" && frappe.model.can_create("Call Application")) {
			frm.add_custom_button(__("New Application"), () =>
				frappe.new_doc("Call Application", { call: frm.doc.name })
			);
		}
	},
});

function show_window(frm) {
	if (frm.doc.status !== "Published") return;
	const now = frappe.datetime.now_datetime();
	if (now < frm.doc.opens_on) {
		frm.dashboard.add_indicator(
			__("Applications open on {0}", [frappe.datetime.str_to_user(frm.doc.opens_on)]),
			"blue"
		);
	} else if (now > frm.doc.closes_on) {
		frm.dashboard.add_indicator(__("Applications are over"), "grey");
	} else {
		frm.dashboard.add_indicator(
			__("Applications until {0}", [frappe.datetime.str_to_user(frm.doc.closes_on)]),
			"green"
		);
	}
}
