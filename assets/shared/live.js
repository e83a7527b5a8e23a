/* A page's socket: joins its chain, notices gaps, and comes back by itself after anything. Draws nothing. The page has
 * `g.state` and `g.chain` (chain.js) and a function `g.changed(names)`, and calls `g.live.start()`; it may have a
 * `g.shownOut(reason)` for the case that it may not watch (any more), or else is loaded anew, and a `g.renewal.want()`
 * for the case that another version runs, which chooses the moment. */
(() => {
  const g = window.gridwall;
  const PATIENCE_MS = 4000;
  const RELOAD_MS = 30000;
  const REFUSED_MS = 10000;
  const SILENCE_MS = 15000;
  const SOON_MS = 300;
  const LONGEST_MS = 8000;

  /* `spread`: within how long the server wants its screens back, so that a hall of them does not come at one moment.
   * `trouble`: why nothing new comes, as the server knows it: "redis", "store", "project" or null. */
  const link = { connected: false, since: Date.now(), joining: false, spread: 1000, trouble: null };
  let socket = null;
  let joinTimer = 0;
  let lastHeard = 0;

  const join = (anew = false) => {
    if (link.joining || !socket.connected) return;
    link.joining = true;
    const { view, asked, epoch, n } = g.state;
    const wish = { view, scope: asked, epoch: anew ? null : epoch, n: anew ? null : n };
    socket.emit("join", wish, (answer) => {
      if (answer && !answer.ok) shownOut(answer.reason);
      else if (answer) reloadOnce(answer.build);
    });
    clearTimeout(joinTimer);
    // An unanswered join is asked again, at no common beat with other screens.
    joinTimer = setTimeout(() => { link.joining = false; join(); }, PATIENCE_MS * (1 + Math.random()));
  };

  /** Loads the page anew, but not again and again: the gate at its door says what is the matter. */
  const reload = () => {
    if (Date.now() - Number(sessionStorage.getItem("reloaded-at")) < RELOAD_MS) return;
    sessionStorage.setItem("reloaded-at", Date.now());
    location.reload();
  };

  const shownOut = (reason) => (g.shownOut ? g.shownOut(reason) : reload());

  const heard = () => {
    lastHeard = Date.now();
    link.joining = false;
    clearTimeout(joinTimer);
  };

  const reloadOnce = (build) => {
    const key = "reloaded-for";
    if (!build || !g.config.build || build === g.config.build || sessionStorage.getItem(key) === build) return;
    sessionStorage.setItem(key, build);
    if (g.renewal) g.renewal.want();
    else location.reload();
  };

  const onSnapshot = (snapshot) => {
    heard();
    reloadOnce(snapshot.build);
    g.changed(g.chain.reset(snapshot));
  };

  const onFrames = (frames) => {
    heard();
    for (const frame of frames) {
      const changed = g.chain.apply(frame);
      if (changed === "gap") {
        g.state.counts.gaps += 1;
        join(frame.epoch !== g.state.epoch);
        return;
      }
      if (changed) g.changed(changed);
    }
  };

  const setLink = (connected) => {
    if (link.connected !== connected) link.since = Date.now();
    link.connected = connected;
    link.joining = false;
    g.changed(["link"]);
  };

  /** Chooses the moment of the next attempt anew, later after each that failed, but for a hall that is spread enough. */
  const space = (attempts = 0) => {
    const most = Math.max(link.spread, Math.min(LONGEST_MS, link.spread * 1.5 ** attempts));
    const delay = SOON_MS + Math.random() * most;
    socket.io.reconnectionDelayMax(delay);
    socket.io.reconnectionDelay(delay);
  };

  const watch = () => {
    if (!socket.connected || Date.now() - lastHeard < SILENCE_MS) return;
    lastHeard = Date.now();
    join();
  };

  const start = () => {
    socket = io({
      path: g.config.socketPath, transports: ["websocket"], reconnectionDelay: SOON_MS, randomizationFactor: 0,
      timeout: 8000,
    });
    socket.io.on("close", () => space());
    socket.io.on("reconnect_attempt", space);
    socket.on("connect", () => { link.trouble = null; setLink(true); lastHeard = Date.now(); g.clock.ask(); join(); });
    socket.on("disconnect", (reason) => {
      setLink(false);
      // Sent away by the server itself: the library would stay away.
      if (reason === "io server disconnect") setTimeout(() => socket.connect(), 500 + Math.random() * 2000);
    });
    // Refused by the server, not by the line: the library would not try again.
    socket.on("connect_error", (error) => {
      if (socket.active) return;
      shownOut(error.message);
      setTimeout(() => socket.connect(), REFUSED_MS * (1 + Math.random()));
    });
    socket.on("ended", () => shownOut("ended"));
    socket.on("trouble", ({ cause }) => { link.trouble = cause; g.changed(["link"]); });
    socket.on("snapshot", onSnapshot);
    socket.on("frames", onFrames);
    setInterval(watch, 5000);
  };

  g.link = link;
  g.live = { start, reload, get socket() { return socket; } };
})();
