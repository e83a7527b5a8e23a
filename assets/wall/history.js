/* Looking back: ?at=, or a press on the head's clock (key H), puts a past moment on the wall, with a bar to move through
 * the day. Nothing is live then: the line is let go, and each moment is a snapshot made anew (`/wall/past`). */
(() => {
  const g = window.gridwall;
  const MINUTE = 60000;
  const DAY = 1440;
  const SETTLE_MS = 150;
  const ENGLISH = { "回看": "Looking back", "前一天": "Day before", "后一天": "Next day", "回到现在": "Back to now", "播放": "Play", "暂停": "Pause", "时刻": "Moment", "正在取 {}…": "Asking for {}…", "取不到：{}": "No answer: {}" };
  const say = (text, ...values) =>
    values.reduce((whole, value) => whole.replace("{}", value), (document.documentElement.lang.startsWith("en") && ENGLISH[text]) || text);
  const parts = {};
  let at = null;
  let newest = Infinity;
  let speed = 0;
  let settling = 0;
  let asking = false;

  const midnight = (ms) => {
    const text = g.format.rfc3339(ms);
    return Date.parse(`${text.slice(0, 11)}00:00:00${text.slice(19)}`);
  };

  /** The line is down on purpose: nothing to be told of. */
  const letGo = () => {
    g.live.socket.disconnect();
    g.link.connected = true;
  };

  const address = () => {
    const query = new URLSearchParams(location.search);
    if (at === null) query.delete("at");
    else query.set("at", g.format.rfc3339(at));
    const text = query.toString();
    window.history.replaceState(null, "", location.pathname + (text ? `?${text}` : ""));
  };

  const take = (snapshot) => {
    const real = g.clock.real();
    newest = snapshot.now;
    for (const panel of Object.values(snapshot.panels)) panel.made = real;
    for (const row of snapshot.cases) row.seen = real - (snapshot.at - row.at);
    const changed = g.chain.reset({ ...snapshot, scope: g.askedScope || g.state.scope || "city", epoch: "past", n: null });
    // A snapshot of now has fewer cases than a wall has gathered after half an hour: these are all of them.
    g.state.cases = new Map(snapshot.cases.map((row) => [row.case, row]));
    g.changed(changed);
  };

  const show = () => {
    g.mark(document.body, "data-looking-back", at === null ? null : "1");
    parts.bar.hidden = at === null;
    if (at === null) return;
    const minute = Math.round((at - midnight(at)) / MINUTE);
    parts.range.value = minute;
    parts.range.setAttribute("aria-valuetext", g.format.moment(at));
    g.say(parts.when, g.format.moment(at));
    parts.later.disabled = midnight(at) + DAY * MINUTE > newest;
    for (const [pace, node] of Object.entries(parts.paces)) g.mark(node, "aria-pressed", Number(pace) === speed ? "true" : "false");
  };

  /** Asks for the moment that is wanted, one question at a time: what was wanted meanwhile is asked next. */
  const ask = async () => {
    if (asking || at === null) return;
    asking = true;
    const wanted = at;
    g.say(parts.note, say("正在取 {}…", g.format.time(wanted)));
    try {
      const query = new URLSearchParams({ at: g.format.rfc3339(wanted) });
      if (g.askedScope) query.set("area", g.askedScope.slice(5).replaceAll("+", ","));
      const answer = await fetch(`/wall/past?${query}`);
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error?.message || answer.status);
      if (at !== null) take(told);
      g.say(parts.note, "");
    } catch (error) {
      speed = 0;
      g.say(parts.note, say("取不到：{}", error.message));
    }
    asking = false;
    show();
    if (at !== null && at !== wanted) ask();
  };

  const to = (moment) => {
    if (at === null) letGo();
    at = Math.min(Math.floor(moment / MINUTE) * MINUTE, newest);
    address();
    show();
    clearTimeout(settling);
    settling = setTimeout(ask, SETTLE_MS);
  };

  const leave = () => {
    at = null;
    speed = 0;
    newest = Infinity;
    address();
    show();
    Object.assign(g.state, { epoch: null, n: null });
    g.live.socket.connect();
  };

  /** A second of playing: on by so many, unless the last picture is still being made. */
  const beat = () => {
    if (!speed || at === null || asking) return;
    if (at >= newest - MINUTE) speed = 0;
    else to(at + speed * 1000);
  };

  const button = (text, act) => {
    const node = g.el("button", "", text);
    node.type = "button";
    node.addEventListener("click", act);
    return node;
  };

  const keys = (event) => {
    const step = { PageUp: 60, PageDown: -60 }[event.key];
    if (!step) return;
    event.preventDefault();
    to(at + step * MINUTE);
  };

  const build = () => {
    const bar = document.body.appendChild(g.el("section", "past-bar"));
    bar.setAttribute("aria-label", say("回看"));
    Object.assign(parts, { bar, when: g.el("time"), note: g.el("span", "note"), range: g.el("input"), paces: {} });
    Object.assign(parts.range, { type: "range", min: 0, max: DAY - 1, step: 1 });
    parts.range.setAttribute("aria-label", say("时刻"));
    parts.range.addEventListener("input", () => { speed = 0; to(midnight(at) + Number(parts.range.value) * MINUTE); });
    parts.range.addEventListener("keydown", keys);
    parts.later = button(say("后一天"), () => to(at + DAY * MINUTE));
    const plate = g.el("strong", "", `${say("回看")} `);
    plate.append(parts.when);
    bar.append(plate, button(say("前一天"), () => to(at - DAY * MINUTE)), parts.range, parts.later);
    for (const pace of [60, 600]) {
      parts.paces[pace] = button(`${say("播放")} ${pace}×`, () => { speed = speed === pace ? 0 : pace; show(); });
      bar.append(parts.paces[pace]);
    }
    bar.append(parts.note, button(say("回到现在"), leave));
  };

  const begin = () => {
    if (at !== null || !g.state.clock) return;
    to(g.clock.city() - MINUTE);
    parts.range.focus();
  };

  /** Called once the line has been opened. */
  const start = () => {
    build();
    show();
    document.addEventListener("click", (event) => { if (event.target.closest?.("#clock")) begin(); });
    document.addEventListener("keydown", (event) => { if (event.key === "h" && event.target === document.body) begin(); });
    setInterval(beat, 1000);
    const moment = Date.parse((g.query.get("at") || "").replace(" ", "+"));
    if (moment) to(moment);
  };

  g.history = { start, to, leave, get at() { return at; } };
})();
