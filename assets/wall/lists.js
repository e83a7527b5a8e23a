/* Lists of figures: growing categories, dispatching, and the tables of streets and categories. */
(() => {
  const g = window.gridwall;
  const body = (name) => document.getElementById(`body-${name}`);

  g.draw.growth = (data) => g.rows(body("growth"), data.rows, {
    key: (row) => row.category,
    make: () => g.row(["name", "count", "change"]),
    fill: (node, row) => {
      g.say(node.name, g.categoryName(row.category));
      g.countFigure(node.count, row.count, data.period);
      g.say(node.change, row.growth === null ? g.word("新增") : g.format.change(row.growth, 0));
      g.status(node.change, row.status);
    },
  });

  const dispatchNow = (now) => {
    const box = document.getElementById("dispatch-now");
    if (!box.waiting) {
      for (const name of ["waiting", "overdue"]) box.append((box[name] = g.el("span")));
    }
    g.say(box.waiting, now.dispatch ? g.word("此刻逾期未派 {}", g.format.count(now.dispatch)) : g.word("此刻没有逾期派遣"));
    g.status(box.waiting, now.dispatch ? "late" : null);
    g.say(box.overdue, g.word("此刻逾期未结 {}", g.format.count(now.close)));
    g.status(box.overdue, now.close ? "late" : null);
  };

  const dispatch = (data) => {
    dispatchNow(data.now);
    g.rows(body("dispatch"), [data.total, ...data.rows], {
      key: (row) => row.area,
      make: () => g.row(["name", "bar", "rate", "late"]),
      fill: (node, row) => {
        const city = row.area === "total";
        node.classList.toggle("total", city);
        node.classList.toggle("focused", row.area === g.focus.area);
        g.say(node.name, city ? g.totalName() : g.areaName(row.area));
        node.bar.style.setProperty("--part", row.rate[1] || 0);
        g.rateFigure(node.rate, row.rate, data.period, row.status);
        g.figure(node.late, row.late, data.period, g.word("超时 {}", g.format.count(row.late[1])));
      },
    });
  };

  /** What is past due now, most first; the whole at its head. Counts of this moment are no figures of a period. */
  const waiting = (data) => {
    const late = data.rows.filter((row) => row.waiting || row.overdue);
    late.sort((a, b) => b.waiting + b.overdue - a.waiting - a.overdue);
    const most = Math.max(1, ...late.map((row) => row.waiting + row.overdue));
    const lines = late.length ? [{ area: "columns" }, data.total, ...late] : [];
    g.rows(body("waiting"), lines, {
      key: (row) => row.area,
      make: (row) => {
        const node = g.row(["name", "bar", "undispatched", "open"]);
        node.classList.add(row.area);
        return node;
      },
      fill: (node, row) => {
        if (row.area === "columns") {
          g.say(node.undispatched, g.word("未派"));
          g.say(node.open, g.word("未结"));
          return;
        }
        g.say(node.name, row.area === "total" ? g.totalName() : g.areaName(row.area));
        node.bar.style.setProperty("--part", row.area === "total" ? 0 : (row.waiting + row.overdue) / most);
        g.say(node.undispatched, g.format.count(row.waiting));
        g.say(node.open, g.format.count(row.overdue));
        for (const cell of [node.undispatched, node.open]) g.status(cell, cell.textContent === "0" ? null : "late");
      },
    });
  };

  g.draw.dispatch = (data) => { dispatch(data); g.matrix(data); waiting(data); };

  const streets = (data) => {
    const most = data.rows.length ? data.rows[0].count : 1;
    g.rows(body("streets"), data.rows, {
      key: (row) => row.street,
      make: () => g.row(["name", "area", "bar", "count", "kinds"]),
      fill: (node, row) => {
        g.say(node.name, row.street);
        g.say(node.area, g.areaName(row.area));
        node.bar.style.setProperty("--part", row.count / most);
        g.say(node.count, g.format.count(row.count));
        g.say(node.kinds, row.categories.map((c) => `${g.categoryName(c.category)} ${c.count}`).join("　"));
      },
    });
  };

  const problems = (data) => g.rows(body("problems"), data.categories, {
    key: (row) => row.category,
    make: () => g.row(["name", "bar", "count"]),
    fill: (node, row) => {
      g.say(node.name, g.categoryName(row.category));
      node.bar.style.setProperty("--part", row.count[1] / data.categories[0].count[1]);
      g.countFigure(node.count, row.count, data.period);
    },
  });

  g.draw.hotspots = (data) => { g.spots(data.spots); streets(data); problems(data); };
})();
