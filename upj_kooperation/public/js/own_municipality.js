// The site's own municipality, where the user sees exactly one: forms and reports of a town begin with it.
frappe.provide("upj_kooperation.own_municipality");

upj_kooperation.own_municipality.find = async () => {
	const own = await frappe.db.get_list("Municipality", {
		fields: ["name", "municipality_name"],
		filters: { is_own: 1 },
		limit: 2,
	});
	if (own.length !== 1) return null;
	frappe.utils.add_link_title("Municipality", own[0].name, own[0].municipality_name);
	return own[0].name;
};

upj_kooperation.own_municipality.fill = async (report) => {
	const filter = report.get_filter("municipality");
	const own = filter.get_value() ? null : await upj_kooperation.own_municipality.find();
	if (own) await filter.set_value(own);
};
