/* One tick per animation frame in which something changed, into the Dash stores that the drawing callbacks listen to. */
(() => {
  const g = window.gridwall;
  /** What head, charts and shading are made of. New cases alone, the most frequent change, spare their callbacks: Dash
   *  asks all components of the page some twenty times for each of them. */
  const ANEW = ["anew", "size", "page", "state"];
  const HEAD = new Set([...ANEW, "second", "link", "clock"]);
  const CHARTS = new Set([...ANEW, "closure", "trend", "map"]);
  const pending = new Set();
  let asked = false;
  let ready = false;
  let count = 0;

  const fire = () => {
    asked = false;
    if (!pending.size) return;
    count += 1;
    const changed = [...pending];
    pending.clear();
    const tick = { data: { count, changed } };
    // Before the first snapshot there is nothing to draw but why there is none; that draws all.
    if (g.state.counts.snapshots) {
      g.setProps("tick", tick);
      if (changed.some((name) => CHARTS.has(name))) g.setProps("tick-charts", tick);
    }
    if (changed.some((name) => HEAD.has(name))) g.setProps("tick-head", tick);
  };

  let paintedAt = 0;
  /** How long ago something was painted, ms. */
  g.painted = () => Math.round(performance.now() - paintedAt);

  const ask = () => {
    if (asked || !ready) return;
    asked = true;
    // A hidden page gets no animation frames; it still keeps its state drawn for the moment it is shown.
    if (document.hidden) setTimeout(fire, 250);
    else requestAnimationFrame(() => { paintedAt = performance.now(); fire(); });
  };

  /** Something changed: names of panels, or "cases", "clock", "link", "second", "size", "page", "state", "anew". */
  g.changed = (names) => {
    for (const name of names) pending.add(name);
    ask();
  };

  const everySecond = () => {
    g.changed(["second"]);
    setTimeout(everySecond, 1000 - (Date.now() % 1000));
  };

  // Props set before the layout exists are lost, so the first tick waits for it.
  const whenReady = () => {
    const api = window.dash_component_api;
    if (!api || !document.getElementById("wall") || !api.getLayout("tick")) return setTimeout(whenReady, 30);
    ready = true;
    g.translate(document.getElementById("wall"));
    g.pages.start();
    g.freshness.start();
    g.startGuard();
    everySecond();
    g.changed(["anew"]);
    new ResizeObserver(() => g.changed(["size"])).observe(document.getElementById("wall"));
    // A page in the background gets few beats: once it is seen, all of it is drawn at once.
    document.addEventListener("visibilitychange", () => { if (!document.hidden) g.changed(["anew"]); });
    document.fonts.ready.then(() => g.changed(["size"]));
    return undefined;
  };
  // The socket does not wait for the layout: the snapshot arrives while Dash is still at it.
  g.live.start();
  g.history.start();
  whenReady();
})();
