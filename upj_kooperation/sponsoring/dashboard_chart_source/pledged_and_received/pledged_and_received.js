frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Pledged and Received"] = {
	method: "upj_kooperation.api.treasury.pledged_and_received",
	filters: [],
};
