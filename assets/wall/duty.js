/* 告警, 吹哨 and the event stream: what people act on, and what happens. */
(() => {
  const g = window.gridwall;
  const body = (name) => document.getElementById(`body-${name}`);
  const SHAPES = ["late", "soon", "hand", "void"];

  const tally = (counts) => {
    const note = document.querySelector("#panel-alerts .note");
    if (!note.shapes) {
      note.shapes = {};
      for (const name of SHAPES) note.append((note.shapes[name] = g.el("span", "tally")));
    }
    for (const name of SHAPES) {
      g.say(note.shapes[name], counts[name] ? String(counts[name]) : "");
      g.status(note.shapes[name], counts[name] ? name : null);
    }
  };

  const left = (due, now) => (due === null || due === undefined ? "" : g.format.span(due - now));

  const fillAlert = (now) => (node, row) => {
    g.status(node.shape, row.status);
    g.say(node.subject, row.title || `${g.areaName(row.unit) || row.unit || ""} ${row.rule}`.trim());
    g.say(node.count, row.cases ? `${row.cases} 件` : "");
    g.say(node.left, left(row.due, now));
    g.mark(node.left, "data-late", row.due && row.due <= now ? "1" : null);
    g.mark(node, "data-alert", row.id);
  };

  g.draw.alerts = (data) => {
    tally(data.counts);
    g.rows(body("alerts"), data.rows, {
      key: (row) => row.id,
      make: () => g.row(["shape", "subject", "count", "left"]),
      fill: fillAlert(g.clock.city()),
    });
  };

  const makeWhistle = () => {
    const row = g.row(["level", "number", "area", "stage", "lack", "subject"]);
    row.classList.add("whistle");
    return row;
  };

  const lack = (row, now, all) => {
    if (row.status === "late") return [`超 ${g.format.span(now - row.due)}`, "late"];
    if (row.missing.length) return [`缺 ${all ? row.missing.join("、") : row.missing[0]}`, "soon"];
    return [row.due ? `余 ${g.format.span(row.due - now)}` : "", null];
  };

  /** 2024（市）重点哨21号 → 重点哨21号: the level stands in the box beside it. */
  const shortNumber = (row) => (row.number ? row.number.replace(/^\d+（.+?）/, "") : "待编号");

  const fillWhistle = (now, all) => (node, row) => {
    const [text, status] = lack(row, now, all);
    g.say(node.level, g.config.levels[row.level] || "?");
    g.say(node.number, all ? row.number || "待编号" : shortNumber(row));
    g.say(node.area, g.areaName(row.area));
    const came = row.departments ? ` ${row.present}/${row.departments}` : "";
    g.say(node.stage, `${g.config.whistleStages[row.stage] || row.stage}${came}`);
    g.say(node.lack, text);
    g.status(node.lack, status);
    g.say(node.subject, row.title || "");
    g.mark(node, "data-whistle", row.id);
  };

  g.draw.whistles = (data) => {
    g.say(document.querySelector("#panel-whistles .note"), `在办 ${data.count}`);
    const now = g.clock.city();
    for (const [name, all] of [["whistles", false], ["board", true]]) {
      g.rows(body(name), data.rows, { key: (row) => row.id, make: makeWhistle, fill: fillWhistle(now, all) });
    }
  };

  const perMinute = () => {
    const since = g.clock.city() - 60000;
    const count = g.state.stream.filter((row) => row.at > since).length;
    return count >= 200 ? "近 1 分钟 200+ 条" : `近 1 分钟 ${count} 条`;
  };

  const stageWord = (row) => g.config.events[row.type] || row.type;

  g.draw.cases = () => {
    g.say(document.querySelector("#panel-events .note"), perMinute());
    g.rows(body("events"), g.state.stream, {
      key: (row) => `${row.case} ${row.type} ${row.at}`,
      make: () => g.row(["time", "stage", "street", "category"]),
      count: 0,
      fill: (node, row) => {
        g.say(node.time, g.format.time(row.at));
        g.say(node.stage, stageWord(row));
        g.say(node.street, row.street || g.areaName(row.area));
        g.say(node.category, g.categoryName(row.category));
        g.mark(node, "data-case", row.case);
      },
    });
  };
})();
