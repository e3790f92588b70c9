frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Stakeholders by Stage"] = {
	method: "upj_kooperation.api.stakeholders.stakeholders_by_stage",
	filters: [],
};
