/* The duty desk's queue as the browser holds it: rows by id, opened groups, filter, and what of it stands in the grid. */
window.gridduty = (() => {
  const g = window.gridwall;
  const SOON_MS = 30 * 60000;
  const HOUR_MS = 3600000;

  const state = {
    cases: new Map(), alerts: new Map(), members: new Map(), risks: {}, made: new Map(), opened: new Set(), shown: new Map(),
    filter: { name: "all", spec: {} }, text: "", seq: null, alertsAt: null, answer: null, busy: new Set(),
  };

  const here = () => Boolean(document.getElementById("duty"));
  const grid = () => {
    try { return here() ? window.dash_ag_grid.getApi("duty-grid") : null; } catch { return null; }
  };
  const now = () => g.clock.city();

  /** Sortable as text: ascending by time to the deadline; a group's cases right below it. */
  const pad = (ms) => String(Math.round((ms ?? 9e14) + 1e14)).padStart(16, "0");
  const order = (top, depth, row) => `${pad(top.due)}|${top.id}|${depth}|${pad(row.due)}|${row.id}`;

  const status = (row) => {
    if (row.kind === "alert") {
      if (row.state === "snoozed") return "void";
      if (row.state === "acknowledged" || row.state === "assigned") return "hand";
      return "late";
    }
    const left = row.due - now();
    return left < 0 ? "late" : left <= SOON_MS ? "soon" : "";
  };

  const is = {
    all: () => true,
    soon: (row) => row.due >= now() && row.due - now() <= HOUR_MS,
    late: (row) => (row.kind === "alert" ? row.members.length > 0 : row.due < now()),
    new: (row) => row.kind === "alert" && (row.state === "raised" || row.state === "escalated"),
    undispatched: (row) => row.kind === "case" && row.limit === "dispatch",
    mine: (row) => row.kind === "alert" && row.holder === document.getElementById("duty").dataset.me,
    likely: (row) => (state.risks[row.id] || {}).chance >= 0.5,
  };

  const passes = (row) => {
    const { name, spec } = state.filter;
    const test = is[spec.base || name] || is.all;
    if (!test(row)) return false;
    const text = state.text.trim();
    return !text || [row.id, row.title, row.place, row.unit, row.stage].some((part) => part && part.includes(text));
  };

  const build = (row, top, depth, risk) => ({
    ...row,
    key: depth ? `${top.id}/${row.id}` : `${row.kind}:${row.id}`,
    depth, group: depth ? top.id : null, order: order(top, depth, row),
    count: row.kind === "alert" ? row.members.length : null,
    open: row.kind === "alert" && state.opened.has(row.id),
    risk: risk ? risk.chance : null,
    why: risk ? risk.why : "",
  });

  /** The grid's row of a row: the very same object as long as nothing about it has changed, so that it costs nothing. */
  const made = (row, top, depth) => {
    const risk = state.risks[row.id];
    const name = depth ? `${top.id}/${row.id}` : row.id;
    const old = state.made.get(name);
    const open = state.opened.has(row.id);
    if (old && old.row === row && old.top === top && old.chance === (risk && risk.chance) && old.open === open) return old.made;
    const fresh = { row, top, open, chance: risk && risk.chance, made: build(row, top, depth, risk) };
    state.made.set(name, fresh);
    return fresh.made;
  };

  /** All rows that the grid shows now: alerts, the cases of opened ones below them, and the cases in none. */
  const wanted = () => {
    const rows = new Map();
    const grouped = new Set();
    const put = (row) => rows.set(row.key, row);
    for (const alert of state.alerts.values()) {
      for (const name of alert.members) grouped.add(name);
      if (!passes(alert)) continue;
      put(made(alert, alert, 0));
      if (!state.opened.has(alert.id)) continue;
      for (const name of alert.members) {
        const row = state.cases.get(name) || state.members.get(name);
        if (row) put(made(row, alert, 1));
      }
    }
    for (const row of state.cases.values()) if (!grouped.has(row.id) && passes(row)) put(made(row, row, 0));
    return rows;
  };

  const same = (one, two) => Object.keys(one).every((name) => one[name] === two[name] || name === "members");

  /** Puts the difference between what is shown and what should be into the grid, in one transaction. */
  const draw = () => {
    const api = grid();
    if (!api) return;
    const next = wanted();
    const change = { add: [], update: [], remove: [] };
    for (const [key, row] of next) {
      const old = state.shown.get(key);
      if (!old) change.add.push(row);
      else if (row === old || same(row, old)) next.set(key, old);
      else change.update.push(row);
    }
    for (const [key, row] of state.shown) if (!next.has(key)) change.remove.push(row);
    for (const row of change.remove) if (!state.cases.has(row.id) && !state.alerts.has(row.id)) state.made.delete(row.id);
    state.shown = next;
    if (change.add.length + change.update.length + change.remove.length) api.applyTransaction(change);
    // The grid looks at a cell's one value; ours also say what else the row holds.
    const rowNodes = change.update.map((row) => api.getRowNode(row.key));
    if (rowNodes.length) api.refreshCells({ rowNodes, force: true });
    duty.count(next.size);
  };

  const place = (row) => [row.area_name, row.street].filter(Boolean).join("・");

  /** A row in the visit's language: categories, places and units are data, and stay as they are. */
  const said = (row) => ({ ...row, place: place(row), stage: g.word(row.stage) });

  const takeCases = (answer) => {
    if (answer.whole) state.cases.clear();
    for (const name of answer.gone) state.cases.delete(name);
    for (const row of answer.cases) state.cases.set(row.id, said(row));
    for (const row of answer.members) state.members.set(row.id, said(row));
    state.seq = answer.seq;
  };

  const takeAlerts = (answer) => {
    const open = new Set(answer.open);
    for (const name of state.alerts.keys()) if (!open.has(name)) { state.alerts.delete(name); state.opened.delete(name); }
    for (const row of answer.alerts) {
      state.alerts.set(row.id, { ...said(row), title: g.word(row.title) });
      state.alertsAt = Math.max(state.alertsAt || 0, row.at);
    }
  };

  const panels = (at) => {
    for (const panel of document.querySelectorAll("#duty [data-panel]")) {
      g.mark(panel, "data-state", "live");
      g.mark(panel, "data-as-of", g.format.rfc3339(at));
    }
  };

  /** Takes the server's answer: rows, groups, chances; draws what changed. */
  const took = (answer) => {
    if (!answer || !here()) return undefined;
    takeCases(answer);
    takeAlerts(answer);
    if (answer.risks) state.risks = answer.risks;
    state.answer = answer;
    duty.asked(answer);
    panels(answer.at);
    draw();
    duty.strip(answer);
    duty.announce(answer);
    duty.sheetMoved(answer);
    return undefined;
  };

  const reset = () => {
    Object.assign(state, { seq: null, alertsAt: null, answer: null });
    for (const kept of [state.cases, state.alerts, state.members, state.shown, state.made]) kept.clear();
  };

  // Dash looks for the functions of its callbacks here.
  const name = (of) => [of, (value) => duty[of](value)];
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.gridduty = Object.fromEntries(["took", "done", "kept", "nudged"].map(name));

  const duty = { state, here, grid, now, status, draw, took, reset, place, HOUR_MS };
  return duty;
})();
