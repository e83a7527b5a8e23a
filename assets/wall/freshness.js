/* Says of each panel whether it is live, stale or down, and since when. Age is the age of its last frame, in real time. */
(() => {
  const g = window.gridwall;
  const DOWN_AFTER_MS = 10 * 60 * 1000;
  const LOOK_EVERY_MS = 250;
  /** A panel must say that it is late within twice its cadence of the source's stop, so it says so before that. */
  const LATE_AFTER = 1.5;

  /** The frame a panel stands on. The event stream has none of its own: any frame proves that its source lives. */
  const sourceOf = (panel) => {
    const name = panel.dataset.source;
    if (name !== "events") return g.state.panels[name];
    const all = Object.values(g.state.panels);
    return all.length ? all.reduce((a, b) => (b.made > a.made ? b : a)) : undefined;
  };

  /** How old a panel's data may be. */
  const patience = (cadence) => LATE_AFTER * cadence;

  const stateOf = (frame) => {
    if (!frame) return "down";
    const age = g.clock.real() - frame.made;
    if (age <= patience(frame.cadence)) return "live";
    return age > DOWN_AFTER_MS ? "down" : "stale";
  };

  const outage = (frame) => {
    if (!frame) return g.word(g.link.connected ? "正在接入数据…" : "尚未接入服务器，自动重连中");
    return g.word("数据停在 {}，恢复后自动更新", g.format.moment(frame.as_of));
  };

  const stamp = (panel, frame, status) => {
    const text = frame ? g.format.time(frame.as_of) : "";
    g.say(panel.querySelector(".stamp"), status === "live" ? text : status === "stale" ? g.word("停在 {}", text) : g.word("无数据"));
  };

  /** A panel's parts that only scripts fill: how many more rows there are, the stamp, the words of an outage. */
  const furnish = () => {
    for (const panel of document.querySelectorAll(".panel")) {
      panel.querySelector("header").append(g.el("span", "more"), g.el("span", "stamp"));
      panel.append(g.el("p", "outage"));
    }
  };

  const look = () => {
    let turned = false;
    for (const panel of document.querySelectorAll(".panel")) {
      const frame = sourceOf(panel);
      const status = stateOf(frame);
      turned = turned || panel.dataset.state !== status;
      g.mark(panel, "data-state", status);
      g.mark(panel, "data-as-of", frame ? g.format.rfc3339(frame.as_of) : "");
      stamp(panel, frame, status);
      if (status === "down") g.say(panel.querySelector(".outage"), outage(frame));
    }
    if (turned) g.changed(["state"]);
    const missing = document.querySelector('.panel[data-state="down"], .dash-graph--pending');
    if (g.state.epoch && !missing) requestAnimationFrame(window.gridcurtain.open);
  };

  g.freshness = { look, patience, start: () => { furnish(); setInterval(look, LOOK_EVERY_MS); } };
})();
