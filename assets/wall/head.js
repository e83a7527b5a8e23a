/* The head's texts: clock, data as of, replay badge, link, seconds to the next page, and the stroke that beats. */
(() => {
  const g = window.gridwall;

  const asOf = () => {
    const all = Object.values(g.state.panels).map((panel) => panel.as_of);
    return all.length ? g.word("数据截至 {}", g.format.time(Math.max(...all))) : "";
  };

  const badge = () => {
    const clock = g.state.clock;
    if (!clock) return "";
    const loading = clock.history !== null && clock.history !== undefined && clock.history < 1;
    const words = [];
    if (clock.synthetic) words.push(g.word("合成数据"));
    if (g.history.at !== null) return [...words, g.word("回看 {}", g.format.moment(g.history.at))].join("・");
    if (loading) words.push(g.word("正在载入历史 {}%", Math.floor(clock.history * 100)));
    else if (clock.mode === "replay") words.push(g.word("回放 {} ×{}", g.format.moment(g.clock.city()), clock.speed));
    return words.join("・");
  };

  /** Minutes and seconds: how long the line has been dead. */
  const duration = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  const CAUSES = {
    redis: "消息服务中断 {}，恢复后自动更新", store: "数据库中断 {}，恢复后自动更新",
    project: "计数服务停止 {}，恢复后自动更新", unknown: "没有新数据 {}，恢复后自动更新",
  };

  /** One cause for all panels, said once; who it is known from, if nobody, the silence itself. */
  const silence = () => {
    const panels = Object.values(g.state.panels);
    if (!panels.length) return "";
    const age = g.clock.real() - Math.max(...panels.map((panel) => panel.made));
    if (age < g.freshness.patience(Math.min(...panels.map((panel) => panel.cadence)))) return "";
    return g.word(CAUSES[g.link.trouble || "unknown"], duration(Math.floor(age / 1000)));
  };

  const link = () => {
    if (g.link.connected) return silence();
    const seconds = Math.floor((Date.now() - g.link.since) / 1000);
    if (!g.state.epoch && seconds < 3) return "";
    return g.word("连接中断 {}，自动重连", duration(seconds));
  };

  const beat = () => {
    const box = document.getElementById("heartbeat");
    if (!box.childElementCount) box.append(...Array.from({ length: 60 }, () => g.el("i")));
    const strokes = box.children;
    const second = new Date().getSeconds();
    for (let i = 0; i < strokes.length; i += 1) g.mark(strokes[i], "class", i === second ? "now" : null);
  };

  const show = (id, text) => g.mark(document.getElementById(id), "data-on", text ? "1" : null);

  g.head = () => {
    beat();
    g.nameScope();
    const texts = [g.format.time(g.clock.city()), asOf(), badge(), link(), g.pages.countdown()];
    show("badge", texts[2]);
    show("link", texts[3]);
    return texts;
  };
})();
