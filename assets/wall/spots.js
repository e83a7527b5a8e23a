/* 投诉热点: places about which citizens complain again and again: a numbered list, and the same numbers on the map. */
(() => {
  const g = window.gridwall;
  const NS = "http://www.w3.org/2000/svg";
  let layer = null;
  let last = [];

  const line = () => {
    const drawing = document.createElementNS(NS, "svg");
    drawing.setAttribute("class", "spark");
    drawing.setAttribute("viewBox", "0 0 100 24");
    drawing.setAttribute("preserveAspectRatio", "none");
    drawing.append(document.createElementNS(NS, "polyline"));
    return drawing;
  };

  const points = (trend) => {
    const most = Math.max(1, ...trend);
    return trend.map((n, day) => `${((day / (trend.length - 1 || 1)) * 100).toFixed(1)},${(23 - (n / most) * 22).toFixed(1)}`).join(" ");
  };

  const make = () => {
    const node = g.row(["mark", "name", "count", "kind", "trend"]);
    node.trend.append((node.line = line()));
    return node;
  };

  const kind = (row) => {
    const words = [g.areaName(row.area), g.categoryName(row.category), g.word("重复 {}%", g.format.rate(row.repeat_rate, 0))];
    if (row.whistles.length) words.push(g.word("哨 {}", row.whistles.length));
    return words.join(" · ");
  };

  /** The numbers on the map, of places in its frame. */
  const pin = () => {
    if (!layer) return;
    const { x, y } = g.map.getSize();
    const placed = last.map((row, index) => ({ row, index, at: g.map.latLngToContainerPoint([row.lat, row.lon]) }));
    g.rows(layer, placed.filter(({ at }) => at.x > 0 && at.y > 0 && at.x < x && at.y < y), {
      all: true,
      key: ({ row }) => row.id,
      make: () => g.el("span", "spot"),
      fill: (node, { index, at }) => {
        g.say(node, String(index + 1));
        node.style.left = `${at.x}px`;
        node.style.top = `${at.y}px`;
      },
    });
  };

  g.spots = ({ count, days, rows }) => {
    last = rows;
    g.say(document.querySelector("#panel-spots .note"), days ? g.word("近 {} 天，{} 处", days, count) : "");
    g.rows(document.getElementById("body-spots"), rows, {
      key: (row) => row.id,
      make,
      count,
      fill: (node, row, index) => {
        g.say(node.mark, String(index + 1));
        g.say(node.name, row.place || row.street || g.areaName(row.area));
        g.say(node.count, g.word("{} 件", g.format.count(row.count)));
        g.say(node.kind, kind(row));
        g.mark(node.line.firstChild, "points", points(row.trend));
      },
    });
    pin();
  };

  g.onMapFrame((map) => {
    if (!layer) map.getContainer().append((layer = g.el("div", "map-spots")));
    pin();
  });
})();
