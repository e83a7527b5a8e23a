/* Lists drawn by key: only rows that changed are touched, only whole rows are shown, and what does not fit is counted. */
(() => {
  const g = window.gridwall;

  const number = (style, name, otherwise) => parseFloat(style.getPropertyValue(name)) || otherwise;

  /** How many whole rows fit, and how high each may be: `--row` units at least, `--row-most` at most. */
  const fit = (box, wanted) => {
    const style = getComputedStyle(box);
    const unit = g.unit();
    const columns = number(style, "--columns", 1);
    const least = number(style, "--row", 28) * unit;
    const most = number(style, "--row-most", 0) * unit || least;
    const lines = Math.floor((box.clientHeight + 1) / least);
    const needed = number(style, "--lines", Math.ceil(wanted / columns)) || 1;
    const height = Math.min(most, Math.max(least, Math.floor(box.clientHeight / Math.min(needed, lines || 1))));
    return { shown: Math.min(wanted, lines * columns), height };
  };

  const quiet = (box, empty) => {
    const text = empty ? box.dataset.quiet : "";
    if (!box.quiet) {
      if (!text) return;
      box.quiet = g.el("p", "quiet");
    }
    g.say(box.quiet, text);
    if (text && !box.quiet.isConnected) box.append(box.quiet);
    if (!text) box.quiet.remove();
  };

  /** Says in the panel's head how many more rows there are. */
  g.more = (box, count) => {
    const panel = box.closest(".stage-column") || box.closest(".panel");
    if (panel) g.say(panel.querySelector(".more"), count > 0 ? g.word("另 {} 项", count) : "");
  };

  /**
   * Draws `items` into `box`. `key(item)` names a row, `make(item)` builds it once, `fill(row, item, index)` sets what may
   * change. Options: `count` (how many there are in all, where items are a part), `all` (no fitting: the box is no list).
   */
  g.rows = (box, items, { key, make, fill, count = items.length, all = false }) => {
    if (!box || (!all && !box.clientHeight)) return;
    const { shown, height } = all ? { shown: items.length } : fit(box, items.length);
    if (!all) box.style.setProperty("--row-height", `${height}px`);
    const kept = box.rows || new Map();
    const next = new Map();
    const made = [];
    let before = box.firstChild;
    items.slice(0, shown).forEach((item, index) => {
      const name = key(item);
      let row = kept.get(name);
      if (!row) {
        row = make(item);
        made.push(row);
      }
      fill(row, item, index);
      if (row === before) before = before.nextSibling;
      else box.insertBefore(row, before);
      next.set(name, row);
    });
    for (const [name, row] of kept) if (!next.has(name)) row.remove();
    // A few new rows slide in; a list that is new as a whole does not dance.
    if (box.rows && made.length <= 2) for (const row of made) row.classList.add("fresh");
    box.rows = next;
    quiet(box, items.length === 0);
    if (!all) g.more(box, count - shown);
  };

  /** A row with named cells: class names that become properties of the row, so none that elements have (title, part). */
  g.row = (cells, tag = "div") => {
    const row = g.el("div", "row");
    for (const name of cells) row.append((row[name] = g.el(tag === "div" ? "span" : tag, name)));
    return row;
  };
})();
