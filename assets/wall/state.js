/* What the wall knows: panels, newest cases, the city's clock, and where it is in its chain. No socket, no drawing. */
(() => {
  const g = window.gridwall;
  const KEPT = 1500;

  const state = {
    view: "wall", scope: "city", epoch: null, n: null, panels: {}, clock: null,
    /** Newest case rows for the event stream, newest first; at most 200. */
    stream: [],
    /** The last row of each case of which there is a point, oldest first. */
    cases: new Map(),
    counts: { applied: 0, dropped: 0, gaps: 0, snapshots: 0 },
    /** With ?trace=1: every applied frame as [epoch, n], so that a test can see that each came once. */
    trace: g.query.get("trace") === "1" ? [] : null,
  };

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

  /** Everything anew. Returns the names of what changed. */
  const reset = (snapshot) => {
    state.epoch = snapshot.epoch;
    state.n = snapshot.n;
    state.clock = snapshot.clock || null;
    state.panels = {};
    state.cases.clear();
    state.stream = [...(snapshot.cases || [])].sort(byTime).slice(0, 200);
    takeCases([...state.stream].reverse());
    state.counts.snapshots += 1;
    return [...takePanels(snapshot.panels), "cases", "clock", "anew"];
  };

  /** One frame: null for one already seen, "gap" where some are missing before it, else the names of what changed. */
  const apply = (frame) => {
    if (state.n === null || frame.epoch !== state.epoch) return "gap";
    if (frame.n <= state.n) {
      state.counts.dropped += 1;
      return null;
    }
    if (frame.n !== state.n + 1) return "gap";
    state.n = frame.n;
    state.counts.applied += 1;
    if (state.trace) state.trace.push([frame.epoch, frame.n]);
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
  g.chain = { reset, apply };
})();
