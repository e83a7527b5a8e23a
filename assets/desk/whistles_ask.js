/* When the board asks: at once when nudged, never twice at a time, now and then by itself. Keeps its panels honest. */
(() => {
  const g = window.gridwall;
  const board = window.gridwhistles;
  const PAUSE_MS = 50;
  const PATIENCE_MS = 8000;
  const BEAT_MS = 10000;
  const KINDS = ["whistles", "clock"];

  const asking = { n: 0, waiting: false, again: false, since: 0, last: 0, later: 0 };

  const send = () => {
    asking.later = 0;
    if (!board.here()) return;
    asking.n += 1;
    Object.assign(asking, { waiting: true, again: false, since: Date.now() });
    g.setProps("whistles-ask", { data: { n: asking.n, at: board.root().dataset.at || "" } });
  };

  /** Asks as soon as it may: the answer to a question on its way may not know yet what this one is about. */
  const ask = () => {
    if (asking.waiting && Date.now() - asking.since < PATIENCE_MS) { asking.again = true; return; }
    if (!asking.later) asking.later = setTimeout(send, Math.max(0, asking.last + PAUSE_MS - Date.now()));
  };

  board.ask = ask;
  board.asked = () => {
    Object.assign(asking, { waiting: false, last: Date.now() });
    if (asking.again) ask();
  };

  board.nudged = (nudge) => {
    if (!nudge || !board.here()) return undefined;
    const back = nudge.changed.includes("link") && g.link.connected;
    if (back || nudge.changed.some((kind) => KINDS.includes(kind))) ask();
    return undefined;
  };

  /** A replay runs ahead of the clock on the wall: what is due soon there is asked for more often. */
  const beat = () => {
    const clock = g.state.clock;
    return BEAT_MS / Math.min(10, Math.max(1, clock && clock.mode === "replay" ? clock.speed : 1));
  };

  const honest = () => {
    const age = Date.now() - asking.last;
    const stale = age > 2 * BEAT_MS || !g.link.connected;
    for (const panel of board.root().querySelectorAll("[data-panel]")) {
      if (asking.last) g.mark(panel, "data-state", g.link.connected || age < PATIENCE_MS ? (stale ? "stale" : "live") : "down");
    }
  };

  let page = null;
  setInterval(() => {
    const found = board.root();
    if (found !== page) {
      // The router has drawn the page anew, with an empty board.
      page = found;
      if (page) board.reset();
      Object.assign(asking, { waiting: false, last: 0 });
      board.state.drawn = false;
    }
    if (!page || !window.dash_component_api || !window.dash_component_api.getLayout("whistles-ask")) return;
    if (Date.now() - asking.last >= beat()) ask();
    honest();
    board.state.drawn = Boolean(board.state.answer);
  }, 250);
})();
