/* 超时派遣: who dispatches what late. Areas are rows, the categories most often late are columns, more shade is more. */
(() => {
  const g = window.gridwall;
  const STEPS = [0.05, 0.2, 0.45, 0.75];

  /** How many categories there is room for. */
  const room = (box) => parseInt(getComputedStyle(box).getPropertyValue("--kinds"), 10) || 5;

  const make = (count) => () => {
    const node = g.row(["name", "rate", "late"]);
    node.kinds = Array.from({ length: count }, () => g.el("span", "kind"));
    node.append(...node.kinds);
    return node;
  };

  const fillHead = (node, columns) => {
    g.say(node.rate, g.word("按时派遣率"));
    g.say(node.late, g.word("超时"));
    node.kinds.forEach((cell, index) => g.say(cell, g.categoryName(columns[index])));
  };

  const fillLine = (node, line, data, most) => {
    g.say(node.name, g.areaName(line.area));
    g.rateFigure(node.rate, line.rate, data.period, line.status);
    g.countFigure(node.late, line.late, data.period);
    node.kinds.forEach((cell, index) => {
      const category = data.columns[index];
      const count = line.by_category[index];
      const step = count ? STEPS.filter((share) => count / most >= share).length : 0;
      g.mark(cell, "class", `kind m${step}`);
      if (category) g.countFigure(cell, [`dispatch.${line.area}.late_by_category.${category}`, count], data.period);
      else g.say(cell, "");
    });
  };

  g.matrix = (data) => {
    const box = document.getElementById("body-matrix");
    if (!box || !box.clientHeight) return;
    const count = room(box);
    const late = data.rows.filter((row) => row.late[1]);
    const most = Math.max(1, ...late.flatMap((row) => row.by_category));
    g.rows(document.getElementById("matrix-head"), late.length ? [data.columns] : [], {
      all: true, key: () => `${count}`, make: make(count), fill: fillHead,
    });
    g.rows(box, late, {
      key: (line) => `${line.area} ${count}`,
      make: make(count),
      fill: (node, line) => fillLine(node, line, data, most),
    });
  };
})();
