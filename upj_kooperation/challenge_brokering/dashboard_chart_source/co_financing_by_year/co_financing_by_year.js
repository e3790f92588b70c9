frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Co-financing by Year"] = {
	method: "upj_kooperation.api.balance.office_by_year",
	filters: [],
};
