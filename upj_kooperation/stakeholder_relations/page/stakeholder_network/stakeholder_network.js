// Who is related to whom (F2). The drawing is a bundle with cytoscape, loaded when the page is opened first.
frappe.pages["stakeholder-network"].on_page_load = function (wrapper) {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Network"), single_column: true });
	wrapper.ready = frappe.require("stakeholder_network.bundle.js").then(() => {
		const { StakeholderNetwork } = window.upj_kooperation || {};
		if (!StakeholderNetwork) {
			page.main.append(`<p class="text-muted p-4">${__("The drawing could not be loaded. Please reload the page.")}</p>`);
			return null;
		}
		wrapper.network = new StakeholderNetwork(page);
		return wrapper.network;
	});
};

frappe.pages["stakeholder-network"].on_page_show = function (wrapper) {
	const { municipality, programme_area, stakeholder, depth } = frappe.route_options || {};
	frappe.route_options = null;
	wrapper.ready.then((network) => network && network.show({ municipality, programme_area, stakeholder, depth }));
};
