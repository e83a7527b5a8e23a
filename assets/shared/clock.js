/* What time it is: at the server (a screen's own clock may be wrong), and in the city (a replay has its own). */
(() => {
  const g = window.gridwall;
  let offset = 0;

  /** Learns the server's time from the middle of a small request. */
  const ask = async () => {
    const sent = Date.now();
    try {
      const answer = await fetch(g.config.timeUrl, { cache: "no-store" });
      if (!answer.ok) return;
      const { real: there } = await answer.json();
      offset = there - (sent + Date.now()) / 2;
    } catch {
      // The socket reports a lost server; the last known offset stays good.
    }
  };

  const real = () => Date.now() + offset;

  /** City time now, epoch ms. */
  const city = () => {
    const clock = g.state.clock;
    if (!clock || clock.mode !== "replay") return real();
    return clock.base_city + (real() - clock.base_real) * clock.speed;
  };

  g.clock = { ask, real, city };
})();
