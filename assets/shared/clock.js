/* What time it is: at the server (a screen's own clock may be wrong), and in the city (a replay has its own). */
(() => {
  const g = window.gridwall;
  const SURE_MS = 200;
  const SOON_MS = 1000;
  const LONGEST_MS = 64000;
  const EVERY_MS = 600000;
  let offset = 0;

  /** Learns the server's time from the middle of a small request. An answer that took long, for a busy page or line, may
   *  be wrong by half of that: it is asked for again, and the quickest counts. */
  const ask = async (pause = SOON_MS, least = Infinity) => {
    // Who is not let in is not told the time either; it is asked for anew when the line is there.
    if (!g.link.connected) return;
    const sent = performance.now();
    let took = least;
    try {
      const answer = await fetch(g.config.timeUrl, { cache: "no-store" });
      if (!answer.ok) return;
      const { real: there } = await answer.json();
      took = performance.now() - sent;
      if (took <= least) offset = Math.round(there + took / 2 - Date.now());
    } catch {
      // The socket reports a lost server; the last known offset stays good.
    }
    if (Math.min(took, least) > SURE_MS && pause <= LONGEST_MS) setTimeout(ask, pause, 2 * pause, Math.min(took, least));
  };
  // A machine's clock drifts over the months, and is set.
  setInterval(ask, EVERY_MS);

  const real = () => Date.now() + offset;

  /** City time now, epoch ms. */
  const city = () => {
    const clock = g.state.clock;
    if (!clock || clock.mode !== "replay") return real();
    return clock.base_city + (real() - clock.base_real) * clock.speed;
  };

  g.clock = { ask, real, city };
})();
