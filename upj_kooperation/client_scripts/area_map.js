// Maps of programme areas, in the form and in the list. Nothing is loaded from elsewhere unless the municipality names
// a server for the background: a closed network has none, and every call there would tell who looks at what.
frappe.provide("upj_kooperation.areas");

// Frappe's map view loads a second Leaflet over the desk's own one, and with it the tools for drawing are gone.
if (window.L && L.Control.Draw) upj_kooperation.areas.leaflet = window.L;
upj_kooperation.areas.take_leaflet_back = function () {
	if (upj_kooperation.areas.leaflet) window.L = upj_kooperation.areas.leaflet;
};

// The middle of Germany, the whole country to be seen.
upj_kooperation.areas.START = { center: [51.2, 10.4], zoom: 6 };

upj_kooperation.areas.make_map = function (id) {
	L.Icon.Default.imagePath = frappe.utils.map_defaults.image_path;
	const map = L.map(id, { attributionControl: true });
	map.attributionControl.setPrefix(false);
	const { center, zoom } = upj_kooperation.areas.START;
	map.setView(center, zoom);
	L.control.scale({ imperial: false }).addTo(map);
	return map;
};

upj_kooperation.areas.add_background = function (map, background) {
	if (!background || !background.map_tiles) return;
	L.tileLayer(background.map_tiles, {
		attribution: frappe.utils.escape_html(background.map_attribution || ""),
		maxZoom: 19,
	}).addTo(map);
};

// Makes Frappe's own map field one for outlines: no foreign background, polygons only.
upj_kooperation.areas.settle_field = function (frm) {
	const field = frm.fields_dict.geometry;
	field.bind_leaflet_map = function () {
		upj_kooperation.areas.take_leaflet_back();
		this.map = upj_kooperation.areas.make_map(this.map_id);
		this.editableLayers = new L.FeatureGroup();
		const map = this.map;
		if (!frm.doc.municipality) return;
		frappe.db
			.get_value("Municipality", frm.doc.municipality, ["map_tiles", "map_attribution"])
			.then(({ message }) => upj_kooperation.areas.add_background(map, message));
	};
	field.fit_and_recenter_map = function () {
		// Out of sight the map has no size to fit anything into.
		if (!this.map_area.is(":visible")) return;
		this.map.invalidateSize();
		const bounds = this.editableLayers.getBounds();
		if (bounds.isValid()) this.map.fitBounds(bounds, { padding: [50, 50], animate: false });
	};
	// Frappe asks for the position of the person at the desk, which says nothing about an area.
	field.bind_leaflet_locate_control = () => {};
	field.get_leaflet_controls = function () {
		return new L.Control.Draw({
			position: "topleft",
			draw: {
				polygon: {
					allowIntersection: false,
					drawError: { color: "#b52a2a", message: __("An outline must not cross itself.") },
				},
				rectangle: { showArea: false },
				polyline: false,
				circle: false,
				circlemarker: false,
				marker: false,
			},
			edit: { featureGroup: this.editableLayers, remove: true },
		});
	};
};

upj_kooperation.areas.upload_boundary = function (frm) {
	const input = $('<input type="file" accept=".geojson,.json,application/geo+json,application/json">');
	input.on("change", () => {
		const file = input[0].files[0];
		if (!file) return;
		if (file.size > 2_000_000) {
			frappe.msgprint({
				title: __("Please Correct"),
				indicator: "red",
				message: __("This file is too large. A boundary has at most 2 MB; leave only the outline in it."),
			});
			return;
		}
		file.text().then((content) =>
			frappe.call({
				method: "upj_kooperation.api.areas.read_boundary",
				args: { content },
				freeze: true,
				callback({ message }) {
					if (!message) return;
					frm.set_value("geometry", message.geometry);
					frappe.show_alert({
						message: __("The boundary encloses {0} hectares. Save to keep it.", [
							format_number(message.hectares, null, 1),
						]),
						indicator: "green",
					});
				},
			})
		);
	});
	input.trigger("click");
};

// Draws what `areas_on_map` answers; each outline opens its form, by mouse and by keyboard.
upj_kooperation.areas.draw_list = function (view) {
	upj_kooperation.areas.take_leaflet_back();
	const id = frappe.dom.get_unique_id();
	const { features, corners, background } = view.coords;
	view.$result.html(`<div id="${id}" class="map-view-container"></div>`);
	if (!features.length) {
		const words = __("No programme area in this list has a boundary yet. Open an area and draw or upload one.");
		view.$result.html(`<div class="text-muted text-center" style="padding: 60px 15px">${words}</div>`);
		return;
	}
	const map = upj_kooperation.areas.make_map(id);
	view.map = map;
	upj_kooperation.areas.add_background(map, background);
	const colours = { Planned: "#6b7280", Active: "#1f7a3d", "Made Permanent": "#1d4ed8", Ended: "#374151" };
	L.geoJSON(features, {
		style: ({ properties }) => ({
			color: colours[properties.status] || "#6b7280",
			dashArray: properties.status === "Planned" ? "6 6" : null,
		}),
		onEachFeature({ properties }, layer) {
			const title = frappe.utils.escape_html(properties.title);
			const status = frappe.utils.escape_html(__(properties.status));
			layer.bindTooltip(`${title} (${status})`, { permanent: features.length <= 20, direction: "center" });
			layer.on("click", () => frappe.set_route("Form", "Programme Area", properties.name));
			layer.on("add", () => {
				const path = layer.getElement();
				if (!path) return;
				$(path).attr({ tabindex: 0, role: "link", "aria-label": `${properties.title} (${__(properties.status)})` });
				$(path).on("keydown", (event) => event.key === "Enter" && layer.fire("click"));
			});
		},
	}).addTo(map);
	const [west, south, east, north] = corners;
	map.fitBounds([
		[south, west],
		[north, east],
	]);
};
