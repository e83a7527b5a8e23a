/* The whole city beside the map, in the same steps, with the map's frame and the names that find room. */
(() => {
  const g = window.gridwall;
  const NS = "http://www.w3.org/2000/svg";
  const wide = matchMedia("(min-aspect-ratio: 3 / 1)");
  let paths = null;

  const svg = (tag, attributes) => {
    const node = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };

  const bounds = (features) => {
    const all = features.flatMap((feature) => g.geometry.rings(feature.geometry, (point) => point)).flat();
    const lons = all.map((point) => point[0]);
    const lats = all.map((point) => point[1]);
    return { west: Math.min(...lons), east: Math.max(...lons), south: Math.min(...lats), north: Math.max(...lats) };
  };

  /** Names of areas outside the map's frame, as far as none touches another. */
  const names = (root, features, to, unit) => {
    if (!wide.matches) return;
    const [[south, west], [north, east]] = g.mapView();
    const taken = [];
    const size = [root.clientWidth, root.clientHeight];
    const [left, bottom] = to([west, south]);
    const [right, top] = to([east, north]);
    taken.push({ left, right, top, bottom });
    const spots = features.map((feature) => ({
      name: feature.properties.short, place: g.geometry.roomiest(g.geometry.rings(feature.geometry, to), [], size),
    })).filter((spot) => spot.place).sort((a, b) => b.place.room - a.place.room);
    for (const { name, place } of spots) {
      const half = name.length * 11.5 * unit;
      const box = { left: place.x - half, right: place.x + half, top: place.y - 15 * unit, bottom: place.y + 15 * unit };
      const outside = box.left < 0 || box.right > size[0];
      if (outside || taken.some((other) => g.geometry.overlap(box, other))) continue;
      taken.push(box);
      const text = svg("text", { x: place.x, y: place.y + 8 * unit });
      text.textContent = name;
      root.append(text);
    }
  };

  const lay = async () => {
    const box = document.getElementById("minimap");
    if (!box.clientWidth || !box.clientHeight) return;
    const { features } = await g.geometry.outlines;
    const { west, east, south, north } = bounds(features);
    const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const scale = Math.min(box.clientWidth / ((east - west) * squeeze), box.clientHeight / (north - south));
    const left = (box.clientWidth - (east - west) * squeeze * scale) / 2;
    const to = ([lon, lat]) => [left + (lon - west) * squeeze * scale, (north - lat) * scale];
    const root = svg("svg", {
      width: box.clientWidth, height: box.clientHeight, role: "img", "aria-label": g.word("全市轮廓"),
    });
    box.replaceChildren(root);
    paths = new Map();
    for (const feature of features) {
      const line = g.geometry.rings(feature.geometry, to).map((ring) => `M${ring.map((p) => p.map((n) => n.toFixed(1)).join()).join("L")}Z`);
      const path = svg("path", { d: line.join("") });
      path.append(Object.assign(svg("title", {}), { textContent: feature.properties.short }));
      paths.set(feature.properties.adcode, path);
      root.append(path);
    }
    const [[frameSouth, frameWest], [frameNorth, frameEast]] = g.mapView();
    const [x, y] = to([frameWest, frameNorth]);
    const [right, bottom] = to([frameEast, frameSouth]);
    names(root, features, to, g.unit());
    root.append(svg("rect", { x, y, width: right - x, height: bottom - y, class: "frame" }));
    const shading = g.shading.now();
    if (shading) g.minimap(shading);
  };

  g.minimap = (data) => {
    if (!paths) return;
    for (const [code, path] of paths) {
      const area = data.areas[code];
      g.mark(path, "class", area ? `m${area.step}` : "other");
      if (area) g.figure(path, area.value, data.period);
    }
  };

  g.onMapFrame(lay);
})();
