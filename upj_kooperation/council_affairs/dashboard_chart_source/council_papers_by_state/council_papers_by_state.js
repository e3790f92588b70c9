frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Council Papers by State"] = {
	method: "upj_kooperation.api.council.papers_by_state",
	filters: [],
};
