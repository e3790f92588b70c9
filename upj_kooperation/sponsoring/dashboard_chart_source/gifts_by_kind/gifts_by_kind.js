frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Gifts by Kind"] = {
	method: "upj_kooperation.api.sponsoring.gifts_by_kind",
	filters: [],
};
