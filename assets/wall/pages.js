/* Which page is on. ?page= stays on one; ?pages=a,b and ?dwell=seconds go before the city's settings (0 s: no turning). */
(() => {
  const g = window.gridwall;
  const known = (names) => names.filter((name) => name in g.config.pages);
  const only = known([g.query.get("page") || (g.focus.pinned ? "district" : "")]);
  const listed = known((g.query.get("pages") || "").split(","));
  const turning = only.length && !g.query.has("dwell") ? only : listed.length ? listed : g.config.order;
  const names = only.length && !turning.includes(only[0]) ? [...only, ...turning] : turning;
  /** A page alone stays; that of one district goes through the districts. */
  const alone = names.length === 1 && (names[0] !== "district" || g.focus.pinned);
  const dwell = alone ? 0 : Math.max(0, Number(g.query.get("dwell") ?? g.config.dwell) || 0);
  let at = Math.max(0, names.indexOf(only[0]));
  let turnAt = Infinity;

  const show = (index) => {
    at = index % names.length;
    const name = names[at];
    g.focus.turn(name);
    g.mark(document.getElementById("wall"), "data-page", name);
    for (const label of document.querySelectorAll("[data-page-name]")) {
      g.mark(label, "aria-current", label.dataset.pageName === name ? "page" : null);
    }
    turnAt = dwell ? Date.now() + dwell * 1000 : Infinity;
    g.reframe();
    g.changed(["page"]);
  };

  /** The names of the pages that take turns, in their order. */
  const start = () => {
    const nav = document.getElementById("pages");
    for (const label of [...nav.children]) {
      const place = names.indexOf(label.dataset.pageName);
      label.style.order = place;
      g.mark(label, "hidden", place < 0 ? "" : null);
    }
    show(at);
  };

  const turned = [];
  /** `act()` at each turn of the page: a moment at which nobody reads on. */
  const onTurn = (act) => turned.push(act);

  /** Called each second: turns the page when its time is over. */
  const beat = () => {
    if (Date.now() < turnAt - 50) return;
    show(at + 1);
    for (const act of turned) act();
  };

  const countdown = () => (dwell ? g.word("{} 秒后换页", Math.max(0, Math.ceil((turnAt - Date.now()) / 1000))) : "");

  g.pages = { start, beat, countdown, onTurn, goTo: (name) => show(names.indexOf(name)), turns: dwell > 0 };
})();
