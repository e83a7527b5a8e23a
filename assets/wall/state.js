/* What the wall knows: panels, newest cases, the city's clock. No socket, no drawing. */
(() => {
  const g = window.gridwall;
  const KEPT = 1500;

  const state = g.stateOf("wall", {
    asked: g.askedScope,
    panels: {},
    /** Newest case rows for the event stream, newest first; at most 200. */
    stream: [],
    /** The last row of each case of which there is a point, oldest first. */
    cases: new Map(),
  });

  const takePanels = (panels) => {
    for (const [name, panel] of Object.entries(panels || {})) {
      const held = state.panels[name];
      state.panels[name] = { ...panel, data: panel.data === undefined && held ? held.data : panel.data };
    }
    return Object.keys(panels || {});
  };

  const takeCases = (rows) => {
    for (const row of rows) {
      state.cases.delete(row.case);
      state.cases.set(row.case, row);
    }
    for (const name of state.cases.keys()) {
      if (state.cases.size <= KEPT) break;
      state.cases.delete(name);
    }
  };

  const byTime = (a, b) => (b.seen || 0) - (a.seen || 0);

  const takeAll = (snapshot) => {
    g.showScope(snapshot.scope);
    state.clock = snapshot.clock || null;
    state.panels = {};
    state.cases.clear();
    state.stream = [...(snapshot.cases || [])].sort(byTime).slice(0, 200);
    takeCases([...state.stream].reverse());
    return [...takePanels(snapshot.panels), "cases", "clock", "anew"];
  };

  const takeFrame = (frame) => {
    const changed = takePanels(frame.panels);
    if (frame.cases && frame.cases.length) {
      takeCases(frame.cases);
      state.stream = [...frame.cases].reverse().concat(state.stream).slice(0, 200);
      changed.push("cases");
    }
    if (frame.clock) {
      state.clock = frame.clock;
      changed.push("clock");
    }
    return changed;
  };

  g.state = state;
  g.chain = g.chainOf(state, { takeAll, takeFrame });
})();
