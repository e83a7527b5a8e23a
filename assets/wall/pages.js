/* Which page is on: ?page= pins one, ?rotate=N turns every N seconds (0 stops), else the city's setting. */
(() => {
  const g = window.gridwall;
  const names = Object.keys(g.config.pages);
  const asked = g.query.get("page");
  const pinned = names.includes(asked) && !g.query.has("rotate");
  const dwell = pinned ? 0 : Math.max(0, Number(g.query.get("rotate") ?? g.config.rotate) || 0);
  let page = names.includes(asked) ? asked : names[0];
  let turnAt = Infinity;

  const show = (name) => {
    page = name;
    const wall = document.getElementById("wall");
    g.mark(wall, "data-page", name);
    for (const label of document.querySelectorAll("[data-page-name]")) {
      g.mark(label, "aria-current", label.dataset.pageName === name ? "page" : null);
    }
    turnAt = dwell ? Date.now() + dwell * 1000 : Infinity;
    g.changed(["page"]);
  };

  const start = () => show(page);

  /** Called each second: turns the page when its time is over. */
  const beat = () => {
    if (Date.now() >= turnAt - 50) show(names[(names.indexOf(page) + 1) % names.length]);
  };

  const countdown = () => (dwell ? `${Math.max(0, Math.ceil((turnAt - Date.now()) / 1000))} 秒后换页` : "");

  g.pages = { start, beat, countdown };
})();
