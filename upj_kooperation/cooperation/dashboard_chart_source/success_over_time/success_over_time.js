frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Success over Time"] = {
	method: "upj_kooperation.api.projects.success_over_time",
	filters: [],
};
