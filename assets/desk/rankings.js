/* The rankings as the browser holds them: asks anew when cases moved, once a second at most, and goes by address. */
window.gridrankings = (() => {
  const g = window.gridwall;
  const EVERY_MS = 1000;
  const TREND_EVERY_MS = 60000;
  const PATIENCE_MS = 15000;

  const state = { answer: null, trend: null, picked: null, asked: 0, waits: 0, n: 0, trendAt: 0, busy: false, again: false };
  const root = () => document.getElementById("rankings");
  const part = (name) => root().querySelector(name);

  let words = null;
  /** A text of the scripts in the page's language. */
  const say = (text) => {
    words = words || JSON.parse((root() && root().dataset.words) || "{}");
    return words[text] || text;
  };

  const grid = () => {
    try {
      return root() ? window.dash_ag_grid.getApi("rankings-grid") : null;
    } catch {
      return null; // not drawn yet
    }
  };

  const set = (id, data) => g.setProps(id, { data });

  const ask = () => {
    state.asked = Date.now();
    Object.assign(state, { waits: 0, busy: true, again: false });
    if (root()) set("rankings-ask", { n: (state.n += 1), epoch: g.state.epoch, heard: g.state.n });
  };

  /** Whatever the number of changes, the table is asked for once a second; a past moment does not change. */
  const soon = () => {
    if (!root() || root().dataset.at || state.waits) return;
    // A slow answer is waited for: questions must not pile up.
    if (state.busy && Date.now() - state.asked < PATIENCE_MS) { state.again = true; return; }
    state.waits = setTimeout(ask, Math.max(0, state.asked + EVERY_MS - Date.now()));
  };

  const askTrend = () => {
    if (!root() || Date.now() - state.trendAt < TREND_EVERY_MS) return;
    state.trendAt = Date.now();
    set("rankings-trend-ask", { n: (state.n += 1) });
  };

  const day = (text) => text.slice(0, 10);
  const span = (period) => `${day(period.from)} ${period.from.slice(11, 16)} – ${day(period.to)} ${period.to.slice(11, 16)}`;
  const NAMES = { now: "截至", before: "上期", last_year: "去年同期", yesterday: "较昨日" };
  const compared = (periods) => Object.entries(NAMES)
    .filter(([name]) => periods[name])
    .map(([name, text]) => `${say(text)} ${name === "now" ? periods.now.to.slice(0, 16).replace("T", " ") : span(periods[name])}`);

  /** The rows stay the nodes that they are; those whose place changed glide there. */
  const fill = (answer) => {
    const api = grid();
    if (!api) { setTimeout(() => state.answer === answer && fill(answer), 50); return; }
    const rows = answer.rows.map((row, at) => ({
      ...row, first: at > 0 && row.group !== answer.rows[at - 1].group, periods: answer.periods,
    }));
    api.setGridOption("rowData", rows);
    api.refreshCells({ force: true });
    askTrend();
  };

  const took = (answer) => {
    if (!answer || !root()) return null;
    if (state.home !== root()) Object.assign(state, { home: root(), trend: null, picked: null, trendAt: 0 });
    words = null;
    Object.assign(state, { answer, busy: false });
    if (state.again) soon();
    g.mark(root(), "data-as-of", g.format.rfc3339(answer.at));
    g.mark(root(), "data-state", "live");
    g.say(part(".rankings-said"), compared(answer.periods).join("　"));
    fill(answer);
    return null;
  };

  const nudged = (nudge) => {
    if (!nudge || !root()) return null;
    if (nudge.changed.includes("link")) g.mark(root(), "data-state", g.link.connected ? "live" : "stale");
    if (["cases", "clock", "link"].some((kind) => nudge.changed.includes(kind))) soon();
    return null;
  };

  /** Goes to another question without leaving the page. */
  const go = (search) => {
    window.history.pushState({}, "", search);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  };

  const changed = (change) => {
    const query = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(change)) {
      if (value) query.set(name, value); else query.delete(name);
    }
    go(`?${query}`);
  };

  document.addEventListener("change", ({ target }) => {
    if (root() && root().contains(target) && target.dataset.ask) changed({ [target.dataset.ask]: target.value });
  });

  const showDates = () => {
    const [from, to] = ["rankings-from", "rankings-to"].map((id) => document.getElementById(id).value.trim());
    if (/^\d{4}-\d\d-\d\d$/.test(from) && /^\d{4}-\d\d-\d\d$/.test(to) && from <= to) changed({ from, to, period: "" });
  };

  document.addEventListener("click", (event) => {
    if (!root() || !root().contains(event.target)) return;
    const link = event.target.closest("a[data-go]");
    if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); go(link.getAttribute("href")); }
    if (event.target.closest(".show-dates")) showDates();
  });

  return { state, root, part, say, grid, set, took, nudged };
})();
