frappe.listview_settings["Advisory Mandate"] = {
	add_fields: ["status", "quota_sessions", "sessions_remaining", "quota_hours", "hours_remaining"],

	get_indicator(doc) {
		if (doc.status === "Completed") return [__("Completed"), "blue", "status,=,Completed"];
		if (doc.status === "Terminated") return [__("Terminated"), "darkgrey", "status,=,Terminated"];
		// What runs out first stands in the indicator: a small screen shows no further columns.
		const left = [
			[doc.sessions_remaining, doc.quota_sessions, "sessions"],
			[doc.hours_remaining, doc.quota_hours, "hours"],
		]
			.filter(([, quota]) => quota > 0)
			.sort(([a, quota_a], [b, quota_b]) => a / quota_a - b / quota_b)[0];
		const [remains, quota, unit] = left || [1, 1, ""];
		if (remains <= 0) return [__("Used up"), "red", "status,=,Active"];
		const text = {
			sessions: __("{0} of {1} sessions remaining", [remains, quota]),
			hours: __("{0} of {1} hours remaining", [format_number(remains, null, 2), format_number(quota, null, 2)]),
		};
		return [text[unit] || __("Active"), remains <= 0.2 * quota ? "orange" : "green", "status,=,Active"];
	},

	formatters: {
		sessions_remaining: (value, df, doc) => remaining(cint(value), doc.quota_sessions),
		hours_remaining: (value, df, doc) => remaining(format_number(value, null, 2), doc.quota_hours),
	},
};

function remaining(value, quota) {
	return quota ? __("{0} of {1}", [value, quota]) : __("no limit");
}
