/* The hotspots page: choosing a row, on the list, on the map or by keyboard, and asking for the list now and then. */
(() => {
  const g = window.gridwall;
  /** The list is looked for every few minutes; so often it is asked for when cases move. */
  const EVERY_MS = 20000;

  let asked = Date.now();
  let n = 0;

  const page = () => document.getElementById("hotspots");
  const rows = () => [...page().querySelectorAll("tr[data-hotspot]")];
  const chosenId = () => page().dataset.picked || "";
  const set = (id, data) => g.setProps(id, { data });

  const narrowed = () => Object.fromEntries(
    [...page().querySelectorAll("[data-filter]")].map((box) => [box.dataset.filter, box.value]),
  );

  /** Row and mark of the chosen hotspot are shown as such; both may just have been drawn anew. */
  const mark = () => {
    if (!page()) return;
    for (const row of rows()) {
      const here = row.dataset.hotspot === chosenId();
      g.mark(row, "aria-current", here ? "true" : null);
      const point = page().querySelector(`[data-spot="${row.querySelector(".no").textContent}"]`);
      if (point) g.mark(point, "aria-current", here ? "true" : null);
    }
  };

  const address = (id) => {
    const url = new URL(window.location.href);
    if (id) url.searchParams.set("id", id); else url.searchParams.delete("id");
    window.history.replaceState(window.history.state, "", url);
  };

  const pick = (id) => {
    n += 1;
    page().dataset.picked = id;
    address(id);
    set("hotspots-pick", { ...narrowed(), id, n });
    mark();
  };

  /** On a phone what was pressed stands whole below the list. */
  const show = (id) => {
    pick(id);
    const sheet = document.getElementById("hotspots-sheet");
    if (sheet.getBoundingClientRect().top > window.innerHeight) sheet.scrollIntoView({ block: "start" });
  };

  const ask = () => {
    n += 1;
    asked = Date.now();
    set("hotspots-ask", { ...narrowed(), id: "", n });
  };

  /** Cases move all the time; the list does so every few minutes of the city. */
  const nudged = (nudge) => {
    if (page() && nudge && Date.now() - asked > EVERY_MS) ask();
    return window.dash_clientside.no_update;
  };

  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.dataset.hotspot === chosenId());
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    pick(next.dataset.hotspot);
    next.querySelector(".pick").focus();
  };

  const follow = (selector) => {
    const link = page().querySelector(`.hotspots-sheet ${selector}`);
    if (link) link.click();
  };

  const KEYS = { j: () => step(1), k: () => step(-1), b: () => follow(".go"), c: () => follow(".to-cases") };

  document.addEventListener("keydown", (event) => {
    if (!page() || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const act = KEYS[event.key.toLowerCase()];
    if (act) { event.preventDefault(); act(); }
  });

  document.addEventListener("click", (event) => {
    if (!page() || !page().contains(event.target)) return;
    const row = event.target.closest("tr[data-hotspot]");
    const point = event.target.closest(".hotspots-point");
    if (row) show(row.dataset.hotspot);
    if (point) {
      const no = point.querySelector("[data-spot]").dataset.spot;
      const its = rows().find((one) => one.querySelector(".no").textContent === no);
      if (its) show(its.dataset.hotspot);
    }
  });

  document.addEventListener("change", (event) => {
    if (page() && event.target.closest(".hotspots [data-filter]")) ask();
  });

  // Rows and marks come from the server, whenever they come.
  new MutationObserver(() => page() && mark()).observe(document.body, { childList: true, subtree: true });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.gridhotspots = { nudged };
})();
