frappe.listview_settings["Programme Area"] = {
	get_indicator(doc) {
		const colours = { Planned: "gray", Active: "green", "Made Permanent": "blue", Ended: "darkgrey" };
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},

	get_coords_method: "upj_kooperation.api.areas.areas_on_map",

	before_render() {
		const view = window.cur_list;
		// Frappe's own drawing asks a server abroad for the background, and expects points.
		if (view && view.view_name === "Map" && view.doctype === "Programme Area") {
			view.render_map_view = () => upj_kooperation.areas.draw_list(view);
		}
	},
};
