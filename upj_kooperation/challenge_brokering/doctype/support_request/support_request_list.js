frappe.provide("upj_kooperation.requests");

// The board has no field for the reason: the refusal of the server offers this.
upj_kooperation.requests.state_reason = ({ request, state }) => {
	frappe.hide_msgprint(true);
	const [method, label, title] =
		state === "Declined"
			? ["decline", __("Why it is Declined"), __("Decline")]
			: ["withdraw", __("Why it was Withdrawn"), __("Withdraw")];
	frappe.prompt(
		{ fieldname: "reason", label, fieldtype: "Small Text", reqd: 1 },
		({ reason }) =>
			frappe
				.xcall(`upj_kooperation.api.requests.${method}`, { request, reason })
				.then(() => cur_list.refresh()),
		title,
		title
	);
};

frappe.listview_settings["Support Request"] = {
	add_fields: ["workflow_state", "needed_by"],
	has_indicator_for_draft: true,

	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			Received: "orange",
			Returned: "yellow",
			Accepted: "blue",
			Declined: "red",
			Brokered: "light-blue",
			Done: "green",
			Valued: "purple",
			Withdrawn: "darkgrey",
		};
		return [
			__(doc.workflow_state),
			colours[doc.workflow_state] || "gray",
			`workflow_state,=,${doc.workflow_state}`,
		];
	},

	// Who was found by night and is a good partner still: the server leaves out whom something speaks against since.
	async refresh(listview) {
		const open = listview.data.filter((doc) => doc.workflow_state === "Accepted").map((doc) => doc.name);
		if (!open.length || !frappe.model.can_read("Support Offer")) return;
		const found = await frappe.xcall("upj_kooperation.api.matching.good_partners", { requests: open });
		listview.$result.find("a[data-doctype][data-name]").each((_index, link) => {
			const row = found[link.dataset.name];
			$(link).siblings(".upj-good-partners").remove();
			if (!row) return;
			const day = frappe.datetime.str_to_user(row.computed_on);
			const text = row.number
				? __("{0} good, best: {1}", [row.number, row.partner_name])
				: __("No good partner");
			$("<span class='upj-good-partners text-muted small ml-2 ellipsis'>")
				.text(`${text} (${day})`)
				.insertAfter(link);
		});
	},
};
