/* Tells the server how this wall is, every ten seconds: page, freshness of its panels, memory, build, lag. */
(() => {
  const g = window.gridwall;
  const EVERY_MS = 10000;

  const count = (state) => [...document.querySelectorAll(".panel")].filter((panel) => panel.dataset.state === state).length;

  const lag = () => {
    const made = Object.values(g.state.panels).map((panel) => panel.made);
    return made.length ? Math.max(0, Math.round(g.clock.real() - Math.max(...made))) : 0;
  };

  const report = () => {
    const { socket } = g.live;
    if (!socket || !socket.connected || !g.state.epoch) return;
    socket.emit("report", {
      page: document.getElementById("wall").dataset.page, build: g.config.build, lag: lag(),
      live: count("live"), stale: count("stale"), down: count("down"),
      painted: g.painted(),
      heap: performance.memory ? performance.memory.usedJSHeapSize : 0,
    }, (answer) => { g.link.spread = answer.spread; });
  };

  setTimeout(() => { report(); setInterval(report, EVERY_MS); }, 2000 + Math.random() * 3000);
})();
