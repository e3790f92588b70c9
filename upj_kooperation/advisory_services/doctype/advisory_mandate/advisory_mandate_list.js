frappe.listview_settings["Advisory Mandate"] = {
	add_fields: ["status", "quota_sessions", "sessions_remaining", "quota_hours", "hours_remaining"],

	get_indicator(doc) {
		if (doc.status === "Completed") return [__("Completed"), "blue", "status,=,Completed"];
		if (doc.status === "Terminated") return [__("Terminated"), "darkgrey", "status,=,Terminated"];
		const shares = [
			[doc.sessions_remaining, doc.quota_sessions],
			[doc.hours_remaining, doc.quota_hours],
		]
			.filter(([, quota]) => quota > 0)
			.map(([left, quota]) => left / quota);
		const least = Math.min(1, ...shares);
		if (least <= 0) return [__("Used up"), "red", "status,=,Active"];
		return [__("Active"), least <= 0.2 ? "orange" : "green", "status,=,Active"];
	},

	formatters: {
		sessions_remaining: (value, df, doc) => remaining(cint(value), doc.quota_sessions),
		hours_remaining: (value, df, doc) => remaining(format_number(value, null, 2), doc.quota_hours),
	},
};

function remaining(value, quota) {
	return quota ? __("{0} of {1}", [value, quota]) : __("no limit");
}
