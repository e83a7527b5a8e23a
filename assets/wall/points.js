/* Live points: a canvas layer of Leaflet's that draws the newest cases by age and those about to be late or late. */
(() => {
  const g = window.gridwall;
  const MINUTE = 60000;
  const RING_REAL_MS = 4000;
  const PULSE_MS = 700;
  const FRAME_MS = 66;
  /** More rings than this hide the city at a replay's speed: the rest of the newest are plain white dots. */
  const RINGS = 14;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const Layer = L.Layer.extend({
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "points-canvas", map.getPane("points") || map.createPane("points"));
    },
    onRemove() {
      this.canvas.remove();
    },
    /** A clean canvas of the map's present size. */
    fresh() {
      const map = this._map;
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      if (this.canvas.width !== Math.round(size.x * ratio) || this.canvas.height !== Math.round(size.y * ratio)) {
        this.canvas.width = Math.round(size.x * ratio);
        this.canvas.height = Math.round(size.y * ratio);
        this.canvas.style.width = `${size.x}px`;
        this.canvas.style.height = `${size.y}px`;
      }
      L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
      const pen = this.canvas.getContext("2d");
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, size.x, size.y);
      return pen;
    },
  });

  const disc = (pen, { x, y }, radius) => {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  };

  const dot = (pen, at, unit, radius, alpha) => {
    pen.globalAlpha = alpha;
    disc(pen, at, radius * unit);
    pen.fillStyle = pen.ink;
    pen.fill();
    pen.globalAlpha = 1;
  };

  const ring = (pen, at, unit, pulse) => {
    dot(pen, at, unit, 4.5, 1);
    disc(pen, at, (10 + 8 * pulse) * unit);
    pen.lineWidth = 2.4 * unit;
    pen.strokeStyle = pen.ink;
    pen.globalAlpha = 1 - 0.5 * pulse;
    pen.stroke();
    pen.globalAlpha = 1;
  };

  const shape = (pen, { x, y }, unit, status, colour, edge) => {
    const r = 9 * unit;
    pen.beginPath();
    if (status === "late") {
      pen.moveTo(x, y - r); pen.lineTo(x + r, y); pen.lineTo(x, y + r); pen.lineTo(x - r, y);
    } else {
      pen.moveTo(x, y - r * 0.95); pen.lineTo(x + r, y + r * 0.8); pen.lineTo(x - r, y + r * 0.8);
    }
    pen.closePath();
    pen.lineJoin = "round";
    pen.lineWidth = 3 * unit;
    pen.strokeStyle = edge;
    pen.stroke();
    pen.fillStyle = colour;
    pen.fill();
  };

  let layer = null;
  const layerOn = (map) => {
    if (!layer) layer = new Layer().addTo(map);
    return layer;
  };

  const visible = (row) => row.lon !== null && row.lat !== null && row.lon !== undefined && g.focus.holds(row.area);

  let moving = 0;
  /** Draws all points; returns nothing. Ages are in city time; a ring stays a few real seconds, however fast a replay. */
  const draw = () => {
    const map = g.map;
    if (!map || !map.getContainer().clientWidth || !map._loaded) return;
    const pen = layerOn(map).fresh();
    pen.ink = g.token("point");
    const unit = g.unit();
    const city = g.clock.city();
    const real = g.clock.real();
    const place = (row) => map.latLngToContainerPoint([row.lat, row.lon]);
    const urgent = ((g.state.panels.urgent || {}).data || { cases: [] }).cases.filter(visible);
    const fresh = [];
    let pulsing = false;
    for (const row of g.state.cases.values()) {
      if (!visible(row)) continue;
      const age = city - row.at;
      const held = real - row.seen;
      if (age < MINUTE || held < RING_REAL_MS) fresh.push([row, held]);
      else if (age < 10 * MINUTE) dot(pen, place(row), unit, 4, 1);
      else if (age < 30 * MINUTE) dot(pen, place(row), unit, 3, 0.85 - 0.5 * (age / (30 * MINUTE)));
    }
    const rings = fresh.slice(-RINGS);
    for (const [row] of fresh.slice(0, -RINGS)) dot(pen, place(row), unit, 4.5, 1);
    const colours = { soon: g.token("soon"), late: g.token("late"), edge: g.token("bg") };
    for (const [row, held] of rings) {
      const pulse = still.matches || held > PULSE_MS || held < 0 ? 0 : 1 - held / PULSE_MS;
      pulsing = pulsing || pulse > 0;
      ring(pen, place(row), unit, pulse);
    }
    for (const row of urgent) shape(pen, place(row), unit, row.status, colours[row.status], colours.edge);
    clearTimeout(moving);
    if (pulsing && !document.hidden) moving = setTimeout(draw, FRAME_MS);
  };

  const forReaders = () => {
    const newest = [];
    for (const row of [...g.state.cases.values()].reverse()) {
      if (visible(row)) newest.push(row);
      if (newest.length === 200) break;
    }
    g.rows(document.getElementById("points"), newest, {
      all: true,
      key: (row) => row.case,
      make: () => g.el("li"),
      fill: (node, row) => {
        g.mark(node, "data-case", row.case);
        const stage = g.config.events[row.type] || row.type;
        g.say(node, `${g.areaName(row.area)} ${row.street || ""} ${g.categoryName(row.category)} ${stage} ${g.format.time(row.at)}`);
      },
    });
  };

  g.points = (changed) => {
    draw();
    if (changed.includes("cases")) forReaders();
    g.callout();
  };
  g.onMapFrame(draw);
})();
