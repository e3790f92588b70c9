const KINDS = [
	"Money Donation",
	"In-kind Donation",
	"Sponsoring",
	"Advertising",
	"Cost Share",
	"Corporate Volunteering",
	"Pro Bono",
	"Use of Rooms",
	"Waiver of Expenses",
];

frappe.query_reports["Pledged and Received"] = {
	filters: [
		{
			fieldname: "group_by",
			label: __("Sum up by"),
			fieldtype: "Select",
			options: [
				{ value: "Giver", label: __("Giver") },
				{ value: "Cooperation Project", label: __("Cooperation Project") },
				{ value: "Kind", label: __("Kind") },
				{ value: "Field of Action", label: __("Field of Action") },
				{ value: "Programme Area", label: __("Programme Area") },
				{ value: "Budget Year", label: __("Budget Year") },
				{ value: "Each Record", label: __("Each Record") },
			],
			default: "Giver",
		},
		{ fieldname: "budget_year", label: __("Budget Year"), fieldtype: "Int" },
		{ fieldname: "municipality", label: __("Municipality"), fieldtype: "Link", options: "Municipality" },
		{ fieldname: "giver", label: __("Giver"), fieldtype: "Link", options: "Stakeholder" },
		{
			fieldname: "cooperation_project",
			label: __("Cooperation Project"),
			fieldtype: "Link",
			options: "Cooperation Project",
		},
		{ fieldname: "programme_area", label: __("Programme Area"), fieldtype: "Link", options: "Programme Area" },
		{ fieldname: "field_of_action", label: __("Field of Action"), fieldtype: "Link", options: "Field of Action" },
		{
			fieldname: "kind",
			label: __("Kind"),
			fieldtype: "Select",
			options: ["", ...KINDS].map((value) => ({ value, label: __(value) })),
		},
		{
			fieldname: "without",
			label: __("Gifts Without"),
			fieldtype: "Select",
			options: ["", "Cooperation Project", "Field of Action", "Programme Area"].map((value) => ({
				value,
				label: __(value),
			})),
		},
	],

	formatter(value, row, column, data, default_formatter) {
		if (column.fieldname !== "records" || !data || !value) {
			return default_formatter(value, row, column, data);
		}
		const text = data.gifts ? `${__("Records Behind It")} (${data.gifts})` : __("Open Record");
		return `<a href="${frappe.utils.escape_html(value)}">${frappe.utils.escape_html(text)}</a>`;
	},
};
