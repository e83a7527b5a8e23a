/* When the desk asks: at once when nudged, never twice at a time, now and then by itself. Keeps its panels honest. */
(() => {
  const g = window.gridwall;
  const duty = window.gridduty;
  const PAUSE_MS = 400;
  const PATIENCE_MS = 8000;
  const BEAT_MS = 10000;
  const ANEW_MS = 300000;

  const asking = { n: 0, waiting: false, since: 0, last: 0, anewAt: 0, later: 0 };

  /** Looking back: one answer says it all, and it does not grow old. */
  const past = g.query.has("at");

  const send = () => {
    asking.later = 0;
    if (!duty.here() || !duty.grid() || (past && asking.last)) return;
    const time = Date.now();
    const anew = time - asking.anewAt > ANEW_MS;
    if (anew) asking.anewAt = time;
    asking.n += 1;
    Object.assign(asking, { waiting: true, again: false, since: time });
    const { seq, alertsAt, opened } = duty.state;
    // Chances come with the second answer: the first one fills the screen, and must not wait for what is to be learnt.
    const risks = !anew && time - (asking.risksAt || 0) >= BEAT_MS;
    if (risks) asking.risksAt = time;
    g.setProps("duty-ask", {
      data: { since: anew ? null : seq, alerts_at: anew ? null : alertsAt, open: [...opened], risks, n: asking.n },
    });
  };

  /** Asks as soon as it may: the answer to a question on its way may not know yet what this one is about. */
  const ask = () => {
    if (asking.waiting && Date.now() - asking.since < PATIENCE_MS) { asking.again = true; return; }
    if (!asking.later) asking.later = setTimeout(send, Math.max(0, asking.last + PAUSE_MS - Date.now()));
  };

  duty.ask = ask;
  duty.asked = () => {
    Object.assign(asking, { waiting: false, last: Date.now() });
    if (asking.again || !asking.risksAt) ask();
  };

  duty.nudged = (nudge) => {
    if (!nudge || !duty.here()) return undefined;
    if (nudge.changed.some((kind) => kind !== "link" || g.link.connected)) ask();
    return undefined;
  };

  /** The panels say so themselves when nothing has been heard for twice as long as it should take. */
  const honest = () => {
    const age = Date.now() - asking.last;
    const stale = !past && (age > 2 * BEAT_MS || !g.link.connected);
    for (const panel of document.querySelectorAll("#duty [data-panel]")) {
      if (asking.last) g.mark(panel, "data-state", g.link.connected || age < PATIENCE_MS ? (stale ? "stale" : "live") : "down");
    }
  };

  let page = null;
  setInterval(() => {
    const found = document.getElementById("duty");
    if (found !== page) {
      // The router has drawn the desk anew, with an empty grid.
      page = found;
      duty.reset();
      Object.assign(asking, { waiting: false, anewAt: 0, last: 0, risksAt: 0 });
    }
    if (!page || !duty.grid()) return;
    if (!asking.anewAt || Date.now() - asking.last >= BEAT_MS) ask();
    honest();
  }, 250);
})();
