frappe.ui.form.on("Project Call", {
	refresh(frm) {
		if (frm.is_new()) return;
		const free = frm.doc.places - frm.doc.places_taken;
		frm.dashboard.add_indicator(
			__("{0} of {1} places taken", [frm.doc.places_taken, frm.doc.places]),
			free > 0 ? "green" : "orange"
		);
		show_window(frm);
		add_page_button(frm);
		if (frm.doc.status === "Published" && frappe.model.can_create("Call Application")) {
			frm.add_custom_button(__("New Application"), () =>
				frappe.new_doc("Call Application", { call: frm.doc.name })
			);
		}
	},
});

function show_window(frm) {
	if (frm.doc.status !== "Published") return;
	// The server knows the call's time zone; the clock of this machine may be another.
	const phase = frm.doc.__onload && frm.doc.__onload.phase;
	if (phase === "Before") {
		frm.dashboard.add_indicator(
			__("Applications open on {0}", [frappe.datetime.str_to_user(frm.doc.opens_on)]),
			"blue"
		);
	} else if (phase === "After") {
		frm.dashboard.add_indicator(__("Applications are over"), "grey");
	} else {
		frm.dashboard.add_indicator(
			__("Applications until {0}", [frappe.datetime.str_to_user(frm.doc.closes_on)]),
			"green"
		);
	}
}

function add_page_button(frm) {
	if (!frm.doc.slug) return;
	const is_public = frm.doc.status !== "Draft" && frm.doc.on_website;
	frm.add_custom_button(is_public ? __("Public Page") : __("Preview of the Public Page"), () =>
		window.open(`/projektaufrufe/${encodeURIComponent(frm.doc.slug)}`, "_blank", "noopener")
	);
}
