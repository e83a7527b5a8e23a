/* A figure on the screen: what is printed, and the words by which people's tools read it (data-figure …). */
(() => {
  const g = window.gridwall;

  /** Marks `node` with the figure's path, unrounded value and period; prints `text` unless it is undefined. */
  g.figure = (node, [path, value], period, text) => {
    g.mark(node, "data-figure", path);
    g.mark(node, "data-value", value === null ? "" : value);
    g.mark(node, "data-from", period.from);
    g.mark(node, "data-to", period.to);
    if (text !== undefined) g.say(node, text);
  };

  /** A count, printed. */
  g.countFigure = (node, cell, period) => g.figure(node, cell, period, g.format.count(cell[1]));

  /** A rate, printed, with the status shape before it. */
  g.rateFigure = (node, cell, period, status) => {
    g.figure(node, cell, period, g.format.rate(cell[1]));
    g.status(node, status);
  };

  /** The status of a figure or row: `late` ◆, `soon` ▲, `hand` ●, `void` ⬚; the shape is drawn by the style sheet. */
  g.status = (node, status) => g.mark(node, "data-status", status || null);

  /** The name of an area, category or other code; what is not in the tables is shown as unknown. */
  const areas = new Map((g.config.areas || []).map((area) => [area.code, area]));
  g.areaName = (code) => {
    if (!code) return "";
    return areas.has(code) ? areas.get(code).name : g.word("未知 {}", code);
  };
  g.categoryName = (code) => {
    if (!code) return "";
    return g.config.categories[code] || g.word("未知 {}", code);
  };
})();
