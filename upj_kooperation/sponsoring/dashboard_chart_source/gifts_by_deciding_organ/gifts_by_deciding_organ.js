frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Gifts by Deciding Organ"] = {
	method: "upj_kooperation.api.sponsoring.gifts_by_organ",
	filters: [],
};
