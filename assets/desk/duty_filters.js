/* Filters: the common ones on keys 0–6, a person's own saved ones, and the search field. */
(() => {
  const g = window.gridwall;
  const duty = window.gridduty;

  const buttons = () => [...document.querySelectorAll("#duty-chips [data-filter]")];

  duty.filter = (name, spec = {}) => {
    duty.state.filter = { name, spec };
    for (const one of buttons()) g.mark(one, "aria-pressed", one.dataset.filter === name ? "true" : "false");
    const search = document.getElementById("duty-search");
    if (spec.text !== undefined && search) {
      search.value = spec.text;
      duty.state.text = spec.text;
    }
    duty.draw();
  };

  const chip = (saved) => {
    const node = g.el("button", "own", saved.name);
    node.type = "button";
    node.dataset.filter = `own:${saved.name}`;
    node.spec = saved.spec;
    return node;
  };

  /** Draws the person's own filters behind the common ones. */
  duty.filters = (filters) => {
    const box = document.getElementById("duty-chips");
    for (const old of box.querySelectorAll(".own, .tool")) old.remove();
    const keep = g.el("button", "tool", g.word("保存筛选"));
    keep.type = "button";
    keep.dataset.tool = "filter.save";
    box.append(...filters.map(chip), keep);
    if (filters.length) {
      const drop = g.el("button", "tool", g.word("删除筛选"));
      drop.type = "button";
      drop.dataset.tool = "filter.remove";
      box.append(drop);
    }
  };

  document.addEventListener("click", (event) => {
    const one = event.target.closest("#duty-chips [data-filter]");
    if (one) duty.filter(one.dataset.filter, one.spec || {});
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "duty-search") return;
    duty.state.text = event.target.value;
    duty.draw();
  });

  let drawn = null;
  setInterval(() => {
    const page = document.getElementById("duty");
    if (!page || page === drawn) return;
    drawn = page;
    duty.filters(JSON.parse(page.dataset.filters || "[]"));
    duty.filter("all");
  }, 250);
})();
