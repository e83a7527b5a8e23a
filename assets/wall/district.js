/* 今日 · 近 7 日 · 本月 of the city or of the district in focus, and the parts of that district's own page. */
(() => {
  const g = window.gridwall;
  const TOTAL = "total";
  const PERIODS = { today: "今日", week: "近 7 日", month: "本月" };
  const names = Object.keys(g.config.lines);
  const body = (name) => document.getElementById(`body-${name}`);

  const key = () => g.focus.area || TOTAL;

  /** The cell of a line of the table; null where this wall has no such area. */
  const cell = (data, name, period) => {
    const held = data.areas[key()];
    const { path, city } = g.config.lines[name];
    return held && [key() === TOTAL ? city : path.replace("{area}", key()), held[period][names.indexOf(name)]];
  };

  const statusOf = ({ aim, floor }, rate) => {
    if (aim === null || rate === null || rate >= aim) return null;
    return rate < floor ? "late" : "soon";
  };

  const put = (node, data, name, period) => {
    const line = g.config.lines[name];
    const found = cell(data, name, period);
    if (!found) return g.say(node, "—");
    if (line.kind === "count") return g.countFigure(node, found, data.periods[period]);
    return g.rateFigure(node, found, data.periods[period], statusOf(line, found[1]));
  };

  const table = (data) => g.rows(body("spans"), [TOTAL, ...names], {
    key: (name) => name,
    make: (name) => {
      const node = g.row(["name", ...Object.keys(PERIODS)]);
      if (name !== TOTAL) node.name.textContent = g.word(g.config.lines[name].label);
      else for (const [period, word] of Object.entries(PERIODS)) node[period].textContent = g.word(word);
      node.classList.toggle("columns", name === TOTAL);
      return node;
    },
    fill: (node, name) => {
      if (name === TOTAL) g.say(node.name, g.focus.area ? "" : g.totalName());
      else for (const period of Object.keys(PERIODS)) put(node[period], data, name, period);
    },
  });

  const classes = (data) => {
    const held = data.areas[g.focus.area];
    if (!held) return;
    const { aim, floor } = g.config.lines.closure_rate;
    const path = `closure_by_area.${g.focus.area}`;
    const rows = Object.entries(held.classes).map(([name, [closure, onTime]]) => ({
      class: name, aim,
      closure_rate: [`${path}.${name}.closure_rate`, closure], closure_status: statusOf({ aim, floor }, closure),
      on_time_rate: [`${path}.${name}.on_time_rate`, onTime], on_time_status: statusOf({ aim, floor }, onTime),
    }));
    g.classes("classes", rows, data.periods.month);
  };

  const causes = (data) => {
    const held = data.areas[g.focus.area];
    if (!held) return;
    g.rows(body("causes"), held.late, {
      key: ([category]) => category,
      make: () => g.row(["name", "bar", "count"]),
      fill: (node, [category, count]) => {
        g.say(node.name, g.categoryName(category));
        node.bar.style.setProperty("--part", count / held.late[0][1]);
        g.countFigure(node.count, [`dispatch.${g.focus.area}.late_by_category.${category}`, count], data.periods.month);
      },
    });
  };

  const standing = () => {
    const groups = ((g.state.panels.ranking || {}).data || { groups: [] }).groups;
    const group = groups.find(({ rows }) => rows.some((row) => row.area === g.focus.area));
    const row = group && group.rows.find((one) => one.area === g.focus.area);
    const ranked = group ? group.rows.filter((one) => one.rank !== null).length : 0;
    return { group: group && group.group, row, ranked };
  };

  const late = () => {
    const rows = ((g.state.panels.dispatch || {}).data || { rows: [] }).rows;
    return rows.find((row) => row.area === g.focus.area) || { waiting: 0, overdue: 0 };
  };

  const moved = (row) => {
    if (!row || row.moved === null) return "—";
    return row.moved ? `${row.moved > 0 ? "↑" : "↓"}${Math.abs(row.moved)}` : "±0";
  };

  /** The headline's lines: label, the figure (a line of the table, or a number of now), and two small facts each. */
  const headline = (data) => {
    const { row, ranked } = standing();
    const { waiting, overdue } = late();
    const month = (name) => ["本月", { line: name, period: "month" }];
    return [
      { name: "filed", label: "立案", line: "filed", period: "today", facts: [["近 7 日", { line: "filed", period: "week" }], month("filed")] },
      { name: "overdue", label: "逾期", number: overdue, facts: [["未派", { number: waiting }], ["未按期", { line: "overdue", period: "month" }]] },
      { name: "closure", label: "结案率", line: "closure_rate", period: "month", facts: [["名次", { text: row && row.rank ? `${row.rank} / ${ranked}` : "—" }], ["较昨日", { text: moved(row) }]] },
      { name: "dispatch", label: "派遣率", line: "dispatch_rate", period: "month", facts: [["今日", { line: "dispatch_rate", period: "today" }], ["超时", { line: "late", period: "month" }]] },
    ].map((one) => ({ ...one, data }));
  };

  const fillFact = (node, [word, { line, period, number, text }], data) => {
    g.say(node.word, g.word(word));
    if (line) put(node.change, data, line, period);
    else g.say(node.change, text ?? g.format.count(number));
  };

  const profile = (data) => {
    const { group } = standing();
    g.say(document.querySelector("#panel-profile h2"), g.areaName(g.focus.area) || "");
    g.say(document.querySelector("#panel-profile .note"), group ? g.config.groups[group] : "");
    g.rows(body("profile"), headline(data), {
      key: (one) => one.name,
      make: () => g.counter(["first", "second"]),
      fill: (node, one) => {
        g.say(node.label, g.word(one.label));
        if (one.line) put(node.figure, data, one.line, one.period);
        else g.say(node.figure, g.format.count(one.number));
        g.fitCounter(node.figure);
        one.facts.forEach((fact, index) => fillFact(node[["first", "second"][index]], fact, data));
      },
    });
  };

  g.draw.spans = (data) => {
    table(data);
    if (!g.focus.area) return;
    profile(data);
    classes(data);
    causes(data);
  };

  const dayName = (day) => `${day.from.slice(5, 10)} ${g.format.weekday(Date.parse(day.from))}`;

  g.draw.days = (data) => {
    const counts = data.areas[key()] || [];
    const line = g.config.lines.filed;
    g.rows(body("week"), counts.map((count, index) => ({ count, day: data.days[index] })).reverse(), {
      key: ({ day }) => day.from,
      make: () => g.row(["name", "bar", "count"]),
      fill: (node, { count, day }) => {
        g.say(node.name, dayName(day));
        node.bar.style.setProperty("--part", count / Math.max(1, ...counts));
        g.countFigure(node.count, [key() === TOTAL ? line.city : line.path.replace("{area}", key()), count], day);
      },
    });
  };
})();
