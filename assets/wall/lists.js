/* Lists of figures: growing categories, dispatching, and the detail pages' tables of streets and categories. */
(() => {
  const g = window.gridwall;
  const body = (name) => document.getElementById(`body-${name}`);

  g.draw.growth = (data) => g.rows(body("growth"), data.rows, {
    key: (row) => row.category,
    make: () => g.row(["name", "count", "change"]),
    fill: (node, row) => {
      g.say(node.name, g.categoryName(row.category));
      g.countFigure(node.count, row.count, data.period);
      g.say(node.change, row.growth === null ? "新增" : g.format.change(row.growth, 0));
      g.status(node.change, row.status);
    },
  });

  const dispatchNow = (now) => {
    const box = document.getElementById("dispatch-now");
    if (!box.waiting) {
      for (const name of ["waiting", "overdue"]) box.append((box[name] = g.el("span")));
    }
    g.say(box.waiting, now.dispatch ? `此刻逾期未派 ${g.format.count(now.dispatch)}` : "此刻没有逾期派遣");
    g.status(box.waiting, now.dispatch ? "late" : null);
    g.say(box.overdue, `此刻逾期未结 ${g.format.count(now.close)}`);
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
        g.say(node.name, !city ? g.areaName(row.area) : g.wholeCity() ? "全市" : "合计");
        node.bar.style.setProperty("--part", row.rate[1] || 0);
        g.rateFigure(node.rate, row.rate, data.period, row.status);
        g.figure(node.late, row.late, data.period, `超时 ${g.format.count(row.late[1])}`);
      },
    });
  };

  const matrix = (data) => g.rows(body("matrix"), data.rows.filter((row) => row.late[1]), {
    key: (row) => row.area,
    make: () => g.row(["name", "rate", "late", "due", "parts"]),
    fill: (node, row) => {
      g.say(node.name, g.areaName(row.area));
      g.rateFigure(node.rate, row.rate, data.period, row.status);
      g.figure(node.late, row.late, data.period, `超时 ${g.format.count(row.late[1])}`);
      g.figure(node.due, row.due, data.period, `应派 ${g.format.count(row.due[1])}`);
      g.rows(node.parts, row.categories, {
        all: true,
        key: (part) => part.category,
        make: () => g.row(["name", "count"]),
        fill: (chip, part) => {
          g.say(chip.name, g.categoryName(part.category));
          g.countFigure(chip.count, part.late, data.period);
        },
      });
    },
  });

  g.draw.dispatch = (data) => { dispatch(data); matrix(data); };

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

  g.draw.hotspots = (data) => { streets(data); problems(data); };
})();
