frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Stakeholders by Actor Type"] = {
	method: "upj_kooperation.api.stakeholders.stakeholders_by_actor_type",
	filters: [],
};
