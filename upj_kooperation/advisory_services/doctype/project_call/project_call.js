frappe.ui.form.on("Project Call", {
	onload(frm) {
		keep_seconds(frm, "opens_on");
		keep_seconds(frm, "closes_on");
	},

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
		offer_reviews(frm);
		offer_moving_up(frm);
	},
});

// A site that shows no seconds would cut them off a stored moment as soon as the form shows it.
function keep_seconds(frm, fieldname) {
	const control = frm.get_field(fieldname);
	const parse = Object.getPrototypeOf(control).parse;
	control.parse = (text) => {
		const stored = frm.doc[fieldname];
		return stored && text === control.format_for_input(stored) ? stored : parse.call(control, text);
	};
}

function offer_moving_up(frm) {
	if (!(frappe.user.has_role("Programme Office") || frappe.user.has_role("System Manager"))) return;
	if (frm.doc.places_taken >= frm.doc.places) return;
	const api = "upj_kooperation.api.selection";
	frappe.call({
		method: `${api}.next_on_waitlist`,
		type: "GET",
		args: { call: frm.doc.name },
	}).then(({ message: { free, application, title } }) => {
		if (!application) return;
		frm.set_intro(
			__("{0} places are free. Next on the waitlist: {1}", [free, frappe.utils.escape_html(title)]),
			"orange"
		);
		frm.add_custom_button(__("Let the Next Move up"), () =>
			frappe.confirm(__("Select {0} for the free place?", [frappe.utils.escape_html(title)]), () =>
				frappe.xcall(`${api}.move_up`, { call: frm.doc.name, application }).then(() => frm.reload_doc())
			)
		);
	});
}

function offer_reviews(frm) {
	if (frappe.model.can_create("Application Review") && (frm.doc.criteria || []).length) {
		frm.add_custom_button(__("Assign Reviewers"), () => assign_reviewers(frm), __("Selection"));
	}
	if (frappe.model.can_read("Application Review") && frappe.boot.user.all_reports?.["Ranking of Applications"]) {
		frm.add_custom_button(
			__("Ranking"),
			() => frappe.set_route("query-report", "Ranking of Applications", { call: frm.doc.name }),
			__("Selection")
		);
	}
	if (frappe.model.can_create("Selection Round")) {
		frm.add_custom_button(
			__("Selection Round"),
			() => frappe.new_doc("Selection Round", { call: frm.doc.name }),
			__("Selection")
		);
	}
}

function assign_reviewers(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Assign Reviewers"),
		fields: [
			{
				fieldname: "reviewers",
				label: __("Reviewers"),
				fieldtype: "MultiSelectPills",
				reqd: 1,
				description: __("The work is spread evenly. Nobody gets an application of the own municipality."),
				get_data: (txt) =>
					frappe
						.call({
							method: "upj_kooperation.api.reviews.reviewers",
							type: "GET",
							args: { txt: txt || "" },
						})
						.then(({ message }) => message),
			},
			{
				fieldname: "per_application",
				label: __("Reviews for each Application"),
				fieldtype: "Int",
				reqd: 1,
				default: frm.doc.reviews_per_application || 2,
			},
			{ fieldname: "due_date", label: __("Due on"), fieldtype: "Date", default: frm.doc.reviews_due_on },
			{
				fieldname: "applications",
				label: __("Only these Applications"),
				fieldtype: "MultiSelectPills",
				description: __("Leave empty for all that are handed in or under review."),
				get_data: (txt) =>
					frappe.db.get_link_options("Call Application", txt, {
						call: frm.doc.name,
						workflow_state: ["in", ["Handed In", "Under Review", "Shortlisted"]],
					}),
			},
		],
		primary_action_label: __("Assign Reviewers"),
		primary_action(values) {
			frappe
				.xcall("upj_kooperation.api.reviews.assign_reviewers", { call: frm.doc.name, ...values })
				.then(({ assigned }) => {
					dialog.hide();
					frappe.show_alert({ message: __("{0} reviews assigned", [assigned]), indicator: "green" });
				});
		},
	});
	dialog.show();
}

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
