/* 今日 and 立案来源: counters with two comparisons, and bars of shares. */
(() => {
  const g = window.gridwall;
  const DAYS = { yesterday: "昨日", last_week: "上周" };

  /** A headline: label, figure, and small lines beside it, each with a word, a change and what is read only. */
  g.counter = (lines) => {
    const row = g.row(["label", "figure", "compare"]);
    row.className = "row counter";
    for (const name of lines) {
      row[name] = g.row(["word", "then", "change"]);
      row[name].className = "line";
      row[name].then.className = "for-readers";
      row.compare.append(row[name]);
    }
    return row;
  };

  const make = (name) => {
    const row = g.counter(Object.keys(DAYS));
    row.label.textContent = g.config.counters[name];
    for (const [day, word] of Object.entries(DAYS)) row[day].word.textContent = g.word(word);
    return row;
  };

  /** Intake far above, or work far behind, what it was is worth a mark; all else is not. */
  const statusOf = (name, ratio) => {
    const { growth, drop } = g.config.thresholds;
    if (ratio === null) return null;
    const marked = name === "accepted" || name === "filed" ? ratio >= growth : ratio <= drop;
    return marked ? "soon" : null;
  };

  /** Headline digits give way where a number is longer than a city's day usually is. */
  const lengthOf = (text) => (text.length > 7 ? "2" : text.length > 5 ? "1" : null);
  g.fitCounter = (node) => g.mark(node, "data-long", lengthOf(node.textContent));

  const fillComparison = (line, name, now, then) => {
    const cell = then && then.counters[name];
    if (!cell) return g.say(line.change, "—");
    const ratio = cell[1] ? now / cell[1] - 1 : null;
    g.countFigure(line.then, cell, then.period);
    g.say(line.change, g.format.change(ratio));
    return g.status(line.change, statusOf(name, ratio));
  };

  g.draw.today = (data) => {
    const before = g.state.panels.before;
    g.rows(document.getElementById("body-today"), Object.keys(data.counters), {
      key: (name) => name,
      make,
      fill: (row, name) => {
        const cell = data.counters[name];
        g.countFigure(row.figure, cell, data.period);
        g.fitCounter(row.figure);
        for (const day of Object.keys(DAYS)) fillComparison(row[day], name, cell[1], before && before.data[day]);
      },
    });
  };

  g.draw.sources = (data) => {
    const most = Math.max(...data.rows.map((row) => row.share || 0), 1e-9);
    g.rows(document.getElementById("body-sources"), data.rows, {
      key: (row) => row.source,
      make: () => g.row(["name", "bar", "count", "share"]),
      fill: (node, row) => {
        g.say(node.name, g.config.sources[row.source] || row.source);
        node.bar.style.setProperty("--part", (row.share || 0) / most);
        g.countFigure(node.count, row.count, data.period);
        g.say(node.share, row.share === null ? "—" : `${g.format.rate(row.share, 1)}%`);
      },
    });
  };
})();
