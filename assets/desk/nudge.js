/* What a desk hears: that things of some kinds changed. Sets the store `desk-nudge`, on which callbacks ask anew. */
(() => {
  const g = window.gridwall;
  const EVERYTHING = ["alerts", "cases", "whistles", "clock"];

  const state = g.stateOf("desk");
  /** `changed`: kinds since the last nudge. `kinds`: the count at which each last changed, for who may have missed one. */
  const nudge = { count: 0, changed: [], kinds: {} };
  let asked = false;

  const clockOf = (message) => {
    state.clock = message.clock || state.clock;
  };

  const takeAll = (snapshot) => {
    clockOf(snapshot);
    return EVERYTHING;
  };

  const takeFrame = (frame) => {
    clockOf(frame);
    return [...(frame.changed || []), ...(frame.clock ? ["clock"] : [])];
  };

  const fire = () => {
    const api = window.dash_component_api;
    // Props set before the layout exists are lost, and asking for it before the page is drawn throws.
    if (!api || !document.getElementById("desk-content") || !api.getLayout("desk-nudge")) return setTimeout(fire, 50);
    asked = false;
    g.setProps("desk-nudge", { data: { ...nudge, kinds: { ...nudge.kinds } } });
    nudge.changed = [];
    return undefined;
  };

  /** Kinds that changed: those of docs/frames.md, and "link" when the connection came or went (`g.link`). */
  g.changed = (kinds) => {
    if (!kinds.length) return;
    nudge.count += 1;
    nudge.changed = [...new Set([...nudge.changed, ...kinds])];
    for (const kind of kinds) nudge.kinds[kind] = nudge.count;
    if (asked) return;
    asked = true;
    setTimeout(fire, 0);
  };

  g.state = state;
  g.chain = g.chainOf(state, { takeAll, takeFrame });
  g.live.start();
})();
