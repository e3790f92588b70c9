frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Requests and Matches by Field"] = {
	method: "upj_kooperation.api.balance.by_field",
	filters: [],
};
