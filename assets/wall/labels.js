/* Names and figures of districts on the map, the lakes' names, and the scale bar. */
(() => {
  const g = window.gridwall;
  let layer = null;
  let places = new Map();

  const project = (map) => ([lon, lat]) => {
    const point = map.latLngToContainerPoint([lat, lon]);
    return [point.x, point.y];
  };

  const put = (node, place) => {
    node.style.left = `${place.x}px`;
    node.style.top = `${place.y}px`;
  };

  const nameLakes = (lakes, size, to) => {
    const unit = g.unit();
    for (const lake of lakes.features) {
      const place = g.geometry.roomiest(g.geometry.rings(lake.geometry, to), [], size);
      if (!place || place.room < 22 * unit) continue;
      const node = g.el("span", "lake-name", lake.properties.name.replace(/[(（].*$/, ""));
      put(node, place);
      layer.append(node);
    }
  };

  const scaleBar = (map, unit) => {
    const size = map.getSize();
    const middle = size.y / 2;
    const metres = map.distance(map.containerPointToLatLng([0, middle]), map.containerPointToLatLng([100, middle]));
    const km = [20, 10, 5, 2, 1].find((length) => (length * 100000) / metres <= 150 * unit) || 1;
    const bar = g.el("span", "scale-bar", `${km} km`);
    bar.style.setProperty("--length", `${(km * 100000) / metres}px`);
    layer.append(bar);
  };

  const lay = async (map) => {
    const [districts, lakes] = await Promise.all([g.geometry.outlines, g.geometry.lakes]);
    const to = project(map);
    const size = [map.getSize().x, map.getSize().y];
    if (!layer) map.getContainer().append((layer = g.el("div", "map-labels")));
    layer.replaceChildren();
    layer.rows = null;
    places = new Map();
    const water = lakes.features.map((lake) => g.geometry.rings(lake.geometry, to));
    for (const district of districts.features) {
      const place = g.geometry.roomiest(g.geometry.rings(district.geometry, to), water, size);
      if (place && place.room >= 26 * g.unit()) places.set(district.properties.adcode, place);
    }
    nameLakes(lakes, size, to);
    scaleBar(map, g.unit());
    const shading = g.shading.now();
    if (shading) g.labels(shading);
    g.changed(["cases"]);
  };

  g.labels = (data) => {
    if (!layer) return;
    const shown = g.config.areas.filter((area) => places.has(area.code) && data.areas[area.code]);
    g.rows(layer, shown, {
      all: true,
      key: (area) => area.code,
      make: (area) => {
        const node = g.row(["name", "count"]);
        node.className = "district-name";
        node.name.textContent = area.name;
        put(node, places.get(area.code));
        return node;
      },
      fill: (node, area) => g.countFigure(node.count, data.areas[area.code].value, data.period),
    });
  };

  /** How many labels there are. */
  g.labelCount = () => (layer ? layer.childElementCount : 0);

  /** The boxes that a callout keeps clear of, in the map's own pixels. */
  g.labelBoxes = () => {
    if (!layer) return [];
    const origin = layer.getBoundingClientRect();
    return [...layer.children].map((node) => {
      const box = node.getBoundingClientRect();
      return {
        left: box.left - origin.left, right: box.right - origin.left,
        top: box.top - origin.top, bottom: box.bottom - origin.top,
      };
    });
  };

  g.onMapFrame(lay);
})();
