frappe.listview_settings["Donation Receipt"] = {
	add_fields: ["docstatus", "printed_on", "settled_on"],
	has_indicator_for_draft: true,
	has_indicator_for_cancelled: true,

	get_indicator(doc) {
		if (doc.docstatus === 0) {
			return [__("Draft"), "orange", "docstatus,=,0"];
		}
		if (doc.docstatus === 2) {
			return doc.settled_on
				? [__("Cancelled, Settled"), "darkgrey", "docstatus,=,2|settled_on,is,set"]
				: [__("Cancelled, Original Open"), "red", "docstatus,=,2|settled_on,is,not set"];
		}
		return doc.printed_on
			? [__("Printed"), "green", "docstatus,=,1|printed_on,is,set"]
			: [__("Issued"), "blue", "docstatus,=,1|printed_on,is,not set"];
	},
};
