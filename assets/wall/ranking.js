/* 区域结案率 in three groups, and the same in full for its own page. */
(() => {
  const g = window.gridwall;

  const moved = (places) => (!places ? "" : places > 0 ? `↑${places}` : `↓${-places}`);

  const lines = (groups) => groups.flatMap((group) => [
    { heading: g.config.groups[group.group], group: group.group },
    ...group.rows.map((row) => ({ ...row, group: group.group })),
  ]);

  const key = (line) => line.area || `group ${line.group}`;

  const make = (line) => {
    if (line.heading) return g.el("div", "row heading", line.heading);
    return g.row(["rank", "name", "moved", "rate"]);
  };

  const fill = (period) => (node, line) => {
    g.mark(node, "data-group", line.group);
    if (line.heading) return;
    node.classList.toggle("focused", line.area === g.focus.area);
    g.say(node.rank, line.rank === null ? "–" : String(line.rank));
    g.say(node.name, g.areaName(line.area));
    g.say(node.moved, moved(line.moved));
    g.rateFigure(node.rate, line.rate, period, line.status);
  };

  const COLUMNS = [
    ["rank", "名次"], ["name", "区域"], ["moved", "较昨日"], ["rate", "结案率"], ["on-time", "按期结案率"],
    ["dispatch", "按时派遣率"], ["quality", "结案质量"], ["open", "未结案"], ["caseload", "案件量"],
  ];

  const leagueLine = (line) => {
    const node = g.row(COLUMNS.map(([name]) => name));
    if (line.columns) {
      node.classList.add("columns");
      for (const [name, title] of COLUMNS) node[name].textContent = g.word(title);
    }
    if (line.heading) {
      node.classList.add("heading");
      node.name.textContent = line.heading;
    }
    return node;
  };

  const fillLeague = (period) => (node, line) => {
    if (!line.area) return;
    fill(period)(node, line);
    g.rateFigure(node["on-time"], line.on_time, period, line.on_time_status);
    g.rateFigure(node.dispatch, line.dispatch, period, line.dispatch_status);
    g.rateFigure(node.quality, line.quality, period, null);
    g.countFigure(node.open, line.open, period);
    g.countFigure(node.caseload, line.caseload, period);
  };

  g.draw.ranking = (data) => {
    const all = lines(data.groups);
    const box = document.getElementById("body-ranking");
    g.rows(box, all, { key, make, fill: fill(data.period) });
    const league = document.getElementById("body-league");
    const titled = [{ columns: true, group: "columns" }, ...all];
    g.rows(league, titled, { key, make: leagueLine, fill: fillLeague(data.period) });
  };
})();
