/* The callout of the newest grave case (an open hazard or a major one), with a leader line, clear of the map's labels. */
(() => {
  const g = window.gridwall;
  /** Points older than this are no longer drawn. */
  const FADED_MS = 30 * 60000;
  const NS = "http://www.w3.org/2000/svg";
  let box = null;
  let leader = null;
  let placed = "";

  const grave = (row) => row.open !== false && row.lon !== null && row.lon !== undefined
    && (row.severity === "major" || row.class === "hazard");

  const inView = (map, row) => typeof row.lon === "number" && typeof row.lat === "number"
    && g.focus.holds(row.area) && map.getBounds().contains([row.lat, row.lon]);

  const urgent = () => ((g.state.panels.urgent || {}).data || { cases: [] }).cases;

  const newest = (map) => {
    const rows = [...g.state.cases.values(), ...urgent()];
    return rows.filter((row) => grave(row) && inView(map, row)).reduce((a, b) => (a && a.at >= b.at ? a : b), null);
  };

  const build = (map) => {
    box = g.row(["first", "second"]);
    box.className = "callout";
    leader = document.createElementNS(NS, "svg");
    leader.setAttribute("class", "leader");
    leader.append(document.createElementNS(NS, "line"));
    map.getContainer().append(leader, box);
  };

  const boxAt = (x, y, width, height) => ({ left: x, top: y, right: x + width, bottom: y + height });

  /** Whether the line from the point to the nearest of a place's box passes through another box. */
  const crosses = (point, here, other) => {
    const end = nearestOf(point, here);
    const STEPS = 16;
    for (let step = 0; step <= STEPS; step += 1) {
      const at = { x: point.x + ((end.x - point.x) * step) / STEPS, y: point.y + ((end.y - point.y) * step) / STEPS };
      if (holds(other, at)) return true;
    }
    return false;
  };

  const nearestOf = ({ x, y }, box) => ({
    x: Math.max(box.left, Math.min(x, box.right)), y: Math.max(box.top, Math.min(y, box.bottom)),
  });

  const holds = (area, { x, y }) => x > area.left && x < area.right && y > area.top && y < area.bottom;

  /** The place around the point that covers least of the labels and points, nothing of its own, and stays on the map. */
  const choose = (point, others, width, height, size, unit) => {
    const away = 46 * unit;
    const labels = g.labelBoxes();
    const taken = [...labels, boxAt(point.x - 14 * unit, point.y - 14 * unit, 28 * unit, 28 * unit)];
    let best = null;
    for (const reach of [1, 1.8, 2.8, 4, 5.4]) {
      for (let turn = 0; turn < 12; turn += 1) {
        const angle = (turn / 12) * 2 * Math.PI;
        const x = point.x + Math.cos(angle) * (away * reach + width / 2) - width / 2;
        const y = point.y + Math.sin(angle) * (away * reach + height / 2) - height / 2;
        const out = Math.max(0, 8 * unit - x) + Math.max(0, x + width + 8 * unit - size.x)
          + Math.max(0, 8 * unit - y) + Math.max(0, y + height + 8 * unit - size.y);
        const here = boxAt(x, y, width, height);
        const cover = taken.reduce((sum, other) => sum + g.geometry.overlap(here, other), 0);
        const hidden = others.filter((other) => holds(here, other)).length;
        const through = labels.filter((other) => crosses(point, here, other)).length;
        const cost = out * 1000 + cover * 10 + hidden * 25 + through * 60 + reach * 15;
        if (!best || cost < best.cost) best = { x, y, cost };
      }
    }
    return best;
  };

  const limit = (row) => {
    const due = row.due ?? row.close_due;
    if (!due) return "";
    const left = due - g.clock.city();
    return left < 0 ? g.word("超期 {}", g.format.span(-left)) : g.word("剩 {}", g.format.span(left));
  };

  const put = (map, row) => {
    const size = map.getSize();
    const point = map.latLngToContainerPoint([row.lat, row.lon]);
    const drawn = (other) => g.clock.city() - other.at < FADED_MS && inView(map, other);
    const others = [...g.state.cases.values(), ...urgent()].filter(drawn).map((other) => map.latLngToContainerPoint([other.lat, other.lon]));
    const spot = choose(point, others, box.offsetWidth, box.offsetHeight, size, g.unit());
    box.style.left = `${spot.x}px`;
    box.style.top = `${spot.y}px`;
    const nearest = nearestOf(point, boxAt(spot.x, spot.y, box.offsetWidth, box.offsetHeight));
    const line = leader.firstChild;
    for (const [name, value] of Object.entries({ x1: point.x, y1: point.y, x2: nearest.x, y2: nearest.y })) {
      line.setAttribute(name, value);
    }
  };

  g.callout = () => {
    const map = g.map;
    if (!map || !map._loaded || !map.getContainer().clientWidth) return;
    if (!box) build(map);
    const row = newest(map);
    for (const node of [box, leader]) g.mark(node, "data-on", row ? "1" : null);
    g.mark(box, "data-case", row ? row.case : null);
    if (!row) return;
    const texts = [`${g.categoryName(row.category)} ${g.format.time(row.at)}`,
      `${row.street || g.areaName(row.area)} ${limit(row)}`.trim()];
    const { x, y } = map.getSize();
    g.say(box.first, texts[0]);
    g.say(box.second, texts[1]);
    // Measuring makes the browser lay out the whole page, so only what moves the callout leads to it.
    const key = [row.case, row.lon, row.lat, x, y, g.labelCount(), ...texts.map((text) => text.length)].join(" ");
    if (key === placed) return;
    placed = key;
    put(map, row);
  };
})();
