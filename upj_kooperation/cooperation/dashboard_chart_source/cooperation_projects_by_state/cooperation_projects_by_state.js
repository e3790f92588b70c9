frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Cooperation Projects by State"] = {
	method: "upj_kooperation.api.cooperation.projects_by_state",
	filters: [],
};
