/* One case's page: asks anew when something changed, counts down, does acts by button and key. */
(() => {
  const g = window.gridwall;
  const PAUSE_MS = 400;
  const BEAT_MS = 60000;

  const state = { page: null, asked: 0, last: 0, later: 0, busy: null };

  const root = () => document.getElementById("case");
  const head = () => document.querySelector("#case-sheet > header");
  const set = (id, data) => g.setProps(id, { data });
  const past = () => root().dataset.at;
  const acts = () => {
    const rights = new Set((root().dataset.rights || "").split(" "));
    const all = (g.config.cases || {}).acts || [];
    return new Map(all.filter((act) => act.rights.some((right) => rights.has(right))).map((act) => [act.name, act]));
  };

  const tell = (text, bad = false) => {
    const line = document.getElementById("case-told");
    g.say(line, text);
    g.mark(line, "data-status", bad ? "late" : null);
  };

  const send = (anew) => {
    state.later = 0;
    if (!root() || !head()) return;
    state.asked += 1;
    state.last = Date.now();
    set("case-ask", { id: root().dataset.subject, known: anew ? "-" : head().dataset.version, n: state.asked });
  };

  /** Asks for what the page says now, at most every so often. `anew`: also what only time has changed. */
  const ask = (anew = false) => {
    if (!state.later) state.later = setTimeout(() => send(anew), Math.max(0, state.last + PAUSE_MS - Date.now()));
  };

  const nudged = (nudge) => {
    if (!nudge || !root() || past()) return undefined;
    if (nudge.changed.some((kind) => kind !== "clock" && (kind !== "link" || g.link.connected))) ask();
    return undefined;
  };

  const DAY_MS = 86400000;
  /** An act's fields, a later due time suggested where one must be said. */
  const fields = (act) => act.fields.map((field) => {
    if (field.name !== "close_due" || !field.required) return field;
    const due = Number((document.querySelector("#case-sheet [data-due]") || { dataset: {} }).dataset.due || 0);
    return { ...field, moment: Math.max(g.clock.city(), due) + DAY_MS };
  });

  const begin = (act) => {
    const token = g.form.token();
    const go = (filled) => {
      state.busy = act;
      tell(`${g.actWord(act.label)}：${g.word("办理中…")}`);
      set("case-do", { act: act.name, subject: root().dataset.subject, fields: filled, token });
    };
    if (!act.asks) return go({});
    const title = document.querySelector("#case-sheet h1").textContent;
    return g.form.open(root(), `${g.actWord(act.label)}（${act.key || "—"}）`, fields(act), go, title);
  };

  const done = (answer) => {
    if (!answer || !root()) return undefined;
    const { outcome } = answer;
    const act = acts().get(answer.act);
    const bad = outcome.status === "refused" || outcome.status === "failed";
    if (!(bad && g.form.fault(g.word(outcome.sentence), outcome.field))) g.form.close();
    tell(`${g.actWord(act.label)}：${g.word(outcome.sentence)}`, bad);
    state.last = 0;
    ask();
    return undefined;
  };

  const press = (button) => {
    if (button.tagName === "A") return button.click();
    if (button.getAttribute("aria-disabled")) return tell(`${button.firstChild.textContent}：${button.title}`, true);
    return begin(acts().get(button.dataset.act));
  };

  document.addEventListener("click", (event) => {
    if (!root() || !root().contains(event.target)) return;
    if (event.target.closest("[data-case-tool=print]")) window.print();
    const button = event.target.closest("#case-sheet [data-act]");
    if (button) press(button);
  });

  document.addEventListener("keydown", (event) => {
    if (!root() || g.form.shown() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") || event.key.length !== 1) return;
    const key = event.key.toUpperCase();
    const found = [...document.querySelectorAll("#case-sheet .acts :is(button, a)")].find((one) => {
      const act = acts().get(one.dataset.act);
      return one.dataset.key === key || (act && act.key === key);
    });
    if (!found) return;
    event.preventDefault();
    press(found);
  });

  /** The countdown in the head: the city's time runs on between answers, a past moment stands. */
  const beat = () => {
    const left = document.querySelector("#case-sheet .left[data-due]");
    if (!left) return;
    const now = past() ? Number(left.dataset.now) : g.clock.city();
    const ms = Number(left.dataset.due) - now;
    g.say(left, g.format.span(ms));
    g.mark(left, "data-status", ms < 0 ? "late" : ms < 1800000 ? "soon" : null);
    if (!past() && Date.now() - state.last > BEAT_MS) ask(true);
  };
  setInterval(() => {
    if (!root()) return;
    if (state.page !== root()) Object.assign(state, { page: root(), last: Date.now() });
    beat();
  }, 500);

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.gridcase = { done, nudged };
})();
