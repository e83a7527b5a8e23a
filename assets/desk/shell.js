/* The desk's head, once a second and when told: city clock, replay badge, and whether the line to the server is up. */
(() => {
  const g = window.gridwall;
  const byId = (id) => document.getElementById(id);
  const WORDS = {
    "zh-CN": { synthetic: "合成数据", replay: "回放", lost: "连接中断" },
    en: { synthetic: "Synthetic data", replay: "Replay", lost: "Connection lost" },
  };
  const words = WORDS[document.documentElement.lang] || WORDS["zh-CN"];

  const badge = (clock) => {
    const said = [];
    if (clock.synthetic) said.push(words.synthetic);
    if (clock.mode === "replay") said.push(`${words.replay} ×${clock.speed}`);
    return said.join("・");
  };

  const lost = () => {
    if (g.link.connected) return "";
    const seconds = Math.floor((Date.now() - g.link.since) / 1000);
    // A page that has just opened is not cut off yet.
    return seconds < 3 ? "" : `${words.lost} ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };

  const beat = () => {
    const [face, mark, link] = ["desk-clock", "desk-badge", "desk-link"].map(byId);
    // Dash draws the page after the scripts have loaded.
    if (!face) return;
    g.say(link, lost());
    const { clock } = g.state;
    if (!clock) return;
    const now = g.clock.city();
    g.say(face, g.format.second(now));
    g.mark(face, "datetime", g.format.rfc3339(now));
    g.say(mark, badge(clock));
    g.mark(mark, "data-on", badge(clock) ? "1" : null);
  };

  /** The user's menu closes as menus do: by Escape, and when something else is pressed. */
  const close = (event) => {
    const menu = byId("desk-user");
    if (menu && (event.key === "Escape" || !menu.contains(event.target))) menu.open = false;
  };
  document.addEventListener("click", close);
  document.addEventListener("keydown", (event) => event.key === "Escape" && close(event));

  setInterval(beat, 1000);
})();
