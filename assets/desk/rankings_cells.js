/* What the cells of a ranking say: places, movement, figures that know their names, comparisons, sparklines. */
(() => {
  const g = window.gridwall;
  const rankings = window.gridrankings;
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const make = (tag, props, ...children) => window.React.createElement(tag, props, ...children);
  const MINUS = "\u2212";

  const kinds = () => JSON.parse(rankings.root().dataset.kinds);
  const chosen = () => rankings.root().dataset.figureName;

  /** A figure as it is printed. */
  const print = (name, value) => {
    if (value === null) return "—";
    if (kinds()[name] === "rate") return g.format.rate(value);
    return kinds()[name] === "score" ? value.toFixed(2) : g.format.count(value);
  };
  rankings.print = print;

  /** The words by which people's tools read a figure; none where it has no name of its own. */
  const marks = ([path, value, status], period, filters) => (path ? {
    "data-figure": path,
    "data-value": value === null ? "" : value,
    "data-from": period.from,
    "data-to": period.to,
    "data-filters": filters || null,
    "data-status": status || null,
  } : { "data-status": status || null });

  functions.rankingsValue = ({ data, colDef }) => (data.cells[colDef.field] || [])[1];
  functions.rankingsCompared = ({ data, colDef }) => data[colDef.field][1];

  cells.RankingsPlace = ({ data }) => make("span", { className: "place" }, data.rank === null ? "—" : data.rank);
  cells.RankingsMoved = ({ data }) => {
    if (!data.moved) return make("span", { className: "still" }, data.moved === 0 ? "·" : "");
    return make("span", { className: "moved" }, `${data.moved > 0 ? "↑" : "↓"}${Math.abs(data.moved)}`);
  };
  cells.RankingsGroup = ({ data }) => rankings.say(rankings.groups[data.group] || "");
  cells.RankingsName = ({ data }) => {
    const area = data.group ? make("a", { href: `/rankings/${encodeURIComponent(data.id)}${rankings.past()}` }, data.name) : data.name;
    return make("span", { className: "name", "data-row": data.id }, area);
  };
  cells.RankingsFigure = ({ data, colDef }) => {
    const cell = data.cells[colDef.field];
    if (!cell) return "";
    const missing = colDef.field === "score" && data.missing.length ? { title: data.missing.map((part) => g.word(part)).join("、") } : {};
    const text = `${print(colDef.field, cell[1])}${missing.title ? "*" : ""}`;
    return make("span", { className: "figure", ...marks(cell, data.periods.now, data.filters[colDef.field]), ...missing }, text);
  };

  /** Rates differ by percentage points, counts by how many. */
  const difference = (name, now, was) => {
    if (now === null || was === null) return "";
    const by = kinds()[name] === "rate" ? (now - was) * 100 : now - was;
    const text = kinds()[name] === "count" ? g.format.count(Math.abs(by)) : Math.abs(by).toFixed(2);
    return `${by > 0 ? "+" : by < 0 ? MINUS : "±"}${text}`;
  };
  cells.RankingsCompared = ({ data, colDef }) => {
    const cell = [data[colDef.field][0], data[colDef.field][1], null];
    const name = chosen();
    return make("span", { className: "compared" },
      make("span", marks(cell, data.periods[colDef.field], data.filters[name]), print(name, cell[1])),
      make("small", null, difference(name, data.cells[name][1], cell[1])));
  };

  /** A line through the days that have a value, broken where one has none. */
  rankings.path = (values, width, height) => {
    const known = values.filter((value) => value !== null && value !== undefined);
    if (known.length < 2) return null;
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const x = (at) => (at / (values.length - 1)) * width;
    const y = (value) => (high === low ? height / 2 : height - ((value - low) / (high - low)) * height);
    let pen = "M";
    const steps = values.map((value, at) => {
      if (value === null || value === undefined) { pen = "M"; return ""; }
      const step = `${pen}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
      return step;
    });
    return { d: steps.join(""), x, y };
  };

  cells.RankingsSpark = ({ data }) => {
    const { trend } = rankings.state;
    const line = trend && rankings.path(trend.of[data.id] || [], 120, 18);
    if (!line) return "";
    const noted = new Set(trend.notes.map((note) => note.day));
    const ticks = trend.days.map((day, at) => noted.has(day)
      && make("line", { key: day, className: "pin", x1: line.x(at), x2: line.x(at), y1: -3, y2: 21 }));
    return make("svg", { className: "spark", width: 126, height: 24, viewBox: "-3 -3 126 24", "aria-hidden": "true" },
      ticks, make("path", { d: line.d }));
  };

  rankings.groups = { main: "主城五区", zone: "开发（度假）区", other: "其他县（市）区" };
  rankings.past = () => {
    const { at } = rankings.root().dataset;
    return at ? `?at=${encodeURIComponent(at)}` : "";
  };
})();
