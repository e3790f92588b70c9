frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Why Matches Failed"] = {
	method: "upj_kooperation.api.balance.failures",
	filters: [],
};
