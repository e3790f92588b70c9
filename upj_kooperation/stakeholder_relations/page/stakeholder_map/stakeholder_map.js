// How the actors are judged, on two of six measures (F5).
frappe.pages["stakeholder-map"].on_page_load = function (wrapper) {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Stakeholder Map"), single_column: true });
	wrapper.ready = frappe.require("stakeholder_map.bundle.js").then(() => {
		const { StakeholderMap } = window.upj_kooperation || {};
		if (!StakeholderMap) {
			page.main.append(`<p class="text-muted p-4">${__("The drawing could not be loaded. Please reload the page.")}</p>`);
			return null;
		}
		wrapper.map = new StakeholderMap(page);
		return wrapper.map;
	});
};

frappe.pages["stakeholder-map"].on_page_show = function (wrapper) {
	const { municipality, programme_area, day } = frappe.route_options || {};
	frappe.route_options = null;
	wrapper.ready.then((map) => map && map.show({ municipality, programme_area, day }));
};
