frappe.listview_settings["Programme Area"] = {
	get_indicator(doc) {
		const colours = { Planned: "gray", Active: "green", "Made Permanent": "blue", Ended: "darkgrey" };
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
};
