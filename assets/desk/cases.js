/* The search of cases: from the form to the server and back, rows, points, and the address that says what was searched. */
window.gridcases = (() => {
  const g = window.gridwall;
  const NUDGED_MS = 5000;
  const MOVED_MS = 350;

  /** `rows`: those that stand in the table. `asked`: the last question's number; answers to older ones are dropped. */
  const state = { page: null, rows: new Map(), asked: 0, next: null, answer: null, bounds: null, chosen: null };

  const root = () => document.getElementById("cases");
  const form = () => document.getElementById("cases-form");
  const grid = () => {
    try { return root() ? window.dash_ag_grid.getApi("cases-grid") : null; } catch { return null; }
  };
  const set = (id, props) => g.setProps(id, props);
  const toggle = () => root().querySelector("[data-cases=within]");
  const within = () => toggle().getAttribute("aria-pressed") === "true";
  const past = () => new URLSearchParams(location.search).get("at");

  /** What the address asked for at first: a number's cases are searched no further. */
  const given = () => JSON.parse(root().dataset.query || "{}");

  /** The form's fields that say something. */
  const query = () => {
    if (given().figure) {
      const { theme, at, ...asked } = given();
      return { ...asked, lang: document.documentElement.lang === "en" ? "en" : "zh" };
    }
    const found = {};
    for (const [name, value] of new FormData(form())) if (value.trim()) found[name] = value.trim();
    if (found.dated === "begun" || !(found.from || found.to)) delete found.dated;
    if (within() && state.bounds) found.bbox = state.bounds;
    return found;
  };

  /** The address keeps what is searched, so that it can be sent on; language, theme and moment stay. */
  const remember = (asked) => {
    if (asked.figure) {
      for (const link of root().querySelectorAll("[data-file]")) {
        link.href = `/api/v1/asked.${link.dataset.file}?${new URLSearchParams(asked)}`;
      }
      return;
    }
    const kept = new URLSearchParams(location.search);
    const words = new URLSearchParams();
    for (const name of ["at", "lang", "theme"]) if (kept.has(name)) words.set(name, kept.get(name));
    for (const [name, value] of Object.entries(asked)) words.set(name, value);
    const text = words.toString();
    history.replaceState(history.state, "", `${location.pathname}${text ? `?${text}` : ""}`);
    for (const link of root().querySelectorAll("[data-file]")) {
      link.href = `/api/v1/cases.${link.dataset.file}?${new URLSearchParams(asked)}`;
    }
  };

  const ask = (cursor = null) => {
    const asked = query();
    state.asked += 1;
    state.since = Date.now();
    if (!cursor && !state.quiet) g.say(document.getElementById("cases-said"), g.word("正在查找…"));
    remember(asked);
    set("cases-ask", { data: { query: asked, cursor, n: state.asked } });
  };

  const told = (answer) => {
    if (answer.fault) return answer.fault;
    if (answer.said) return answer.said;
    const { rows } = state;
    const total = answer.total ?? state.total;
    const more = answer.total === null ? state.more : answer.more;
    const count = `${g.format.count(Math.max(total, rows.size))} ${g.word(more ? "件以上" : "件")}`;
    const looked = answer.looked_to ? `${g.word("已查到")} ${g.format.moment(answer.looked_to)}` : "";
    const behind = answer.behind ? `${g.word("索引落后")} ${g.format.count(answer.behind)} ${g.word("条记录")}` : "";
    return [count, looked, behind].filter(Boolean).join("　");
  };

  const feature = (row) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [row.lon, row.lat] },
    properties: { id: row.id, key: row.key, status: row.status, title: row.title, chosen: row.key === state.chosen },
  });

  const draw = () => {
    const features = [...state.rows.values()].filter((row) => row.lon !== null).map(feature);
    set("cases-points", { data: { type: "FeatureCollection", features } });
    return features;
  };

  /** The map shows all that is found, unless it is what was searched within. */
  const frame = (features) => {
    if (within() || !features.length) return;
    const at = features.map((one) => one.geometry.coordinates);
    const [xs, ys] = [at.map(([x]) => x), at.map(([, y]) => y)];
    const bounds = [[Math.min(...ys), Math.min(...xs)], [Math.max(...ys), Math.max(...xs)]];
    set("cases-map", { viewport: { bounds, options: { maxZoom: 15, padding: [24, 24] } } });
  };

  const place = (row) => [row.area, row.street].filter(Boolean).join("・");

  const fill = (answer, api) => {
    const rows = answer.rows.map((row) => ({
      ...row, place: place(row), stage_name: g.word(row.stage_name), source: g.word(row.source), class: g.word(row.class),
    }));
    if (!answer.add) state.rows.clear();
    for (const row of rows) state.rows.set(row.key, row);
    if (answer.add) api.applyTransaction({ add: rows });
    else api.updateGridOptions({ rowData: rows, suppressNoRowsOverlay: false });
    const features = draw();
    if (!answer.add && !state.quiet) frame(features);
  };

  /** Takes the answer to the last question. */
  const took = (answer) => {
    const api = grid();
    if (!answer || !api || answer.n !== state.asked) return undefined;
    if (!answer.fault) {
      if (answer.total !== null) Object.assign(state, { total: answer.total, more: answer.more });
      fill(answer, api);
      state.next = answer.next;
      state.answer = answer;
    }
    g.say(document.getElementById("cases-said"), told(answer));
    g.mark(document.getElementById("cases-said"), "data-status", answer.fault ? "late" : null);
    root().querySelector("[data-cases=more]").hidden = !state.next || Boolean(answer.fault);
    const panel = root().querySelector("[data-panel]");
    g.mark(panel, "data-state", "live");
    if (answer.at) g.mark(panel, "data-as-of", g.format.rfc3339(answer.at));
    state.quiet = false;
    return undefined;
  };

  /** What others do shows here, too: the first page is asked anew, now and then, while it is all that is shown. */
  const nudged = (nudge) => {
    if (!nudge || !root() || !state.answer || past() || given().figure || !nudge.changed.includes("cases")) return undefined;
    if (state.answer.add || state.waits) return undefined;
    state.waits = setTimeout(() => {
      state.waits = 0;
      if (!root() || state.answer.add) return;
      state.quiet = true;
      ask();
    }, Math.max(0, state.since + NUDGED_MS - Date.now()));
    return undefined;
  };

  let later = 0;
  /** The map was moved: it is searched within, if that is wished. */
  const moved = (bounds) => {
    if (!bounds || !root()) return undefined;
    const [[south, west], [north, east]] = bounds;
    state.bounds = [west, south, east, north].map((edge) => edge.toFixed(5)).join(",");
    clearTimeout(later);
    if (within()) later = setTimeout(() => root() && ask(), MOVED_MS);
    return undefined;
  };

  /** A point on the map: its row is chosen by a click. */
  const pointToLayer = ({ properties }, latlng) => {
    const point = window.L.circleMarker(latlng, {
      radius: properties.chosen ? 9 : 6, className: `cases-point${properties.chosen ? " chosen" : ""}`,
    });
    point.bindTooltip(properties.title);
    point.on("add", () => {
      const node = point.getElement();
      if (node) Object.assign(node.dataset, { case: properties.id, status: properties.status });
    });
    point.on("click", () => choose(properties.key, true));
    return point;
  };

  const choose = (key, show) => {
    state.chosen = key;
    draw();
    const api = grid();
    for (const node of [...state.rows.keys()].map((name) => api.getRowNode(name))) node && node.setSelected(node.data.key === key);
    if (show && api.getRowNode(key)) api.ensureNodeVisible(api.getRowNode(key), "middle");
  };

  const clear = () => {
    for (const box of form().querySelectorAll("select")) box.value = box.name === "dated" ? "begun" : "";
    for (const box of form().querySelectorAll("input")) {
      box.value = "";
      set(box.id, { value: "" });
    }
    ask();
  };

  /** Chooses in the lists what the address says. */
  const prefill = () => {
    const asked = given();
    for (const box of form().querySelectorAll("select")) if (asked[box.name]) box.value = asked[box.name];
  };

  const TOOLS = {
    more: () => ask(state.next),
    clear,
    within: () => {
      g.mark(toggle(), "aria-pressed", within() ? "false" : "true");
      ask();
    },
  };

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "cases-form") return;
    event.preventDefault();
    ask();
  });
  document.addEventListener("change", (event) => {
    if (!root() || !root().contains(event.target)) return;
    if (event.target.matches("#cases-form select")) ask();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#cases [data-cases]");
    if (button) return TOOLS[button.dataset.cases]();
    const row = event.target.closest("#cases-grid .ag-row");
    if (row && !event.target.closest("a")) choose(row.getAttribute("row-id"), false);
    return undefined;
  });
  document.addEventListener("dblclick", (event) => {
    const row = event.target.closest("#cases-grid .ag-row");
    if (row) open(row);
  });
  document.addEventListener("keydown", (event) => {
    const row = event.key === "Enter" && event.target.closest("#cases-grid .ag-row");
    if (row && !event.target.closest("a")) open(row);
    if (event.key === "/" && root() && !event.target.closest("input, textarea, select")) {
      event.preventDefault();
      form().elements.q.focus();
    }
  });

  /** The address of a case's page, at the moment that is looked at. */
  const link = (id) => `/cases/${encodeURIComponent(id)}${past() ? `?at=${encodeURIComponent(past())}` : ""}`;

  const open = (row) => location.assign(link(state.rows.get(row.getAttribute("row-id")).id));

  setInterval(() => {
    const page = root();
    if (page === state.page) return;
    if (page && !(grid() && window.dash_component_api)) return;
    state.page = page;
    if (!page) return;
    Object.assign(state, { rows: new Map(), answer: null, next: null, chosen: null });
    prefill();
    ask();
  }, 100);

  window.dash_clientside = window.dash_clientside || {};
  /** The moment that the rows are shown as of, where that is not now. */
  const then = () => (state.answer && (past() || given().figure) ? state.answer.at : 0);

  const cases = { state, root, then, grid, ask, link, took, nudged, moved, pointToLayer };
  // Dash looks for the functions of its callbacks here, dash-leaflet for those of its layers in the window itself.
  window.dash_clientside.gridcases = { took, nudged, moved };
  return cases;
})();
