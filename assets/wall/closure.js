/* 结案: fractions under the gauges, and a linear scale 80–100 for each class with a bar, a ring and the aim. */
(() => {
  const g = window.gridwall;
  const FROM = 0.8;

  /** Where a rate stands on the scale, 0–1; what lies under 80 stands at its left end. */
  const place = (rate) => Math.max(0, Math.min(1, (rate - FROM) / (1 - FROM)));

  const fraction = (id, part, whole, period) => {
    const box = document.getElementById(id);
    if (!box.upper) {
      box.append((box.upper = g.el("span")), " / ", (box.lower = g.el("span")));
    }
    g.countFigure(box.upper, part, period);
    g.countFigure(box.lower, whole, period);
  };

  const scale = (box, aim) => {
    if (!box.ticks) {
      box.ticks = g.el("span", "ticks");
      for (const [text, at] of [["80", 0.8], ["90", 0.9], ["100", 1]]) {
        const tick = g.el("span", "tick", text);
        tick.style.setProperty("--at", place(at));
        box.ticks.append(tick);
      }
      box.aim = g.el("span", "tick aim", g.word("目标"));
      box.ticks.append(box.aim);
      box.append(g.el("span"), box.ticks, g.el("span", "scale-head", g.word("结案")), g.el("span", "scale-head", g.word("按期")));
    }
    box.aim.style.setProperty("--at", place(aim));
  };

  const marker = (node, cell, status) => {
    node.style.setProperty("--at", cell[1] === null ? 0 : place(cell[1]));
    g.mark(node, "hidden", cell[1] === null ? "" : null);
    g.status(node, status);
  };

  const make = () => {
    const row = g.row(["name", "track", "closure", "on-time"]);
    for (const part of ["join", "bar-mark", "ring-mark", "aim-line"]) row.track.append((row[part] = g.el("i", part)));
    return row;
  };

  const fill = (period) => (row, item) => {
    g.say(row.name, g.config.classes[item.class]);
    marker(row["bar-mark"], item.closure_rate, item.closure_status);
    marker(row["ring-mark"], item.on_time_rate, item.on_time_status);
    row["aim-line"].style.setProperty("--at", place(item.aim));
    const ends = [item.closure_rate[1], item.on_time_rate[1]].map((rate) => (rate === null ? 0 : place(rate)));
    row.join.style.setProperty("--from", Math.min(...ends));
    row.join.style.setProperty("--to", ends.includes(0) ? Math.min(...ends) : Math.max(...ends));
    g.rateFigure(row.closure, item.closure_rate, period, item.closure_status);
    g.rateFigure(row["on-time"], item.on_time_rate, period, item.on_time_status);
  };

  g.draw.closure = (data) => {
    const { total, period } = data;
    fraction("gauge-closure-fraction", total.closed, total.cumulative_due, period);
    fraction("gauge-on-time-fraction", total.on_time, total.due, period);
    g.figure(document.getElementById("gauge-closure-box"), total.closure_rate, period);
    g.figure(document.getElementById("gauge-on-time-box"), total.on_time_rate, period);
    g.classes("closure", data.rows, period);
  };

  /** The five classes of the city or of a district, on one scale, in the panel of this name. */
  g.classes = (name, rows, period) => {
    scale(document.getElementById(`scale-${name}`), rows[0].aim);
    g.rows(document.getElementById(`body-${name}`), rows, { key: (row) => row.class, make, fill: fill(period) });
  };
})();
