frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Contributions by Kind"] = {
	method: "upj_kooperation.api.cooperation.contributions_by_kind",
	filters: [],
};
