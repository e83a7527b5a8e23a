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

  const CALLING = new Set(["raised", "escalated"]);
  const FLASH_MS = 10000;
  /** By alert: its state, and until when its shape flashes. What was there already when the page came does not. */
  let known = null;

  const flashing = (rows) => {
    const now = Date.now();
    const before = known;
    known = new Map(rows.map((row) => {
      const held = before && before.get(row.id);
      const news = before && CALLING.has(row.state) && (!held || held.state !== row.state);
      return [row.id, { state: row.state, until: news ? now + FLASH_MS : (held && CALLING.has(row.state) ? held.until : 0) }];
    }));
  };

  const fillAlert = (now) => (node, row) => {
    g.status(node.shape, row.status);
    node.shape.classList.toggle("flash", known.get(row.id).until > Date.now());
    g.say(node.subject, row.title || `${g.areaName(row.unit) || row.unit || ""} ${row.rule}`.trim());
    g.say(node.count, row.cases ? g.word("{} 件", g.format.count(row.cases)) : "");
    g.say(node.left, left(row.due, now));
    g.mark(node.left, "data-late", row.due && row.due <= now ? "1" : null);
    g.mark(node, "data-alert", row.id);
  };

  g.draw.alerts = (data) => {
    tally(data.counts);
    flashing(data.rows);
    g.rows(body("alerts"), data.rows, {
      key: (row) => row.id,
      make: () => g.row(["shape", "subject", "count", "left"]),
      fill: fillAlert(g.clock.city()),
    });
  };

  const makeWhistle = () => {
    const row = g.row(["level", "number", "area", "lack"]);
    row.classList.add("whistle");
    return row;
  };

  /** Who is waited for: the first by name, the others by number. */
  const missing = ({ waits, missing: names }) => {
    if (waits === "rate") return "";
    if (names.length <= 1) return names.length ? g.word("缺 {}", names[0]) : "";
    return g.word("缺 {} 等 {} 家", names[0], names.length);
  };

  /** What a whistle waits for, and how long there is; the stage's name where nobody is missing. */
  const lack = (row, now) => {
    const words = missing(row) || g.config.whistleStages[row.stage] || row.stage;
    if (row.status === "late") return [`${g.word("超 {}", g.format.span(now - row.due))} ${words}`, "late"];
    if (missing(row)) return [words, "soon"];
    return [row.due ? `${words} ${g.word("余 {}", g.format.span(row.due - now))}` : words, null];
  };

  /** 2024（市）重点哨21号 → 重点哨21号: the level stands in the box beside it. */
  g.shortNumber = (row) => (row.number ? row.number.replace(/^\d+（.+?）/, "") : g.word("待编号"));

  const fillWhistle = (now) => (node, row) => {
    const [text, status] = lack(row, now);
    g.say(node.level, g.config.levels[row.level] || "?");
    g.say(node.number, g.shortNumber(row));
    g.say(node.area, `${g.areaName(row.area)} ${row.present}/${row.departments}`);
    g.say(node.lack, text);
    g.status(node.lack, status);
    g.mark(node, "data-whistle", row.id);
  };

  g.draw.whistles = (data) => {
    const shown = data.rows.slice(0, data.count).filter((row) => g.focus.holds(row.area));
    g.say(document.querySelector("#panel-whistles .note"), g.word("在办 {}", shown.length));
    const now = g.clock.city();
    g.rows(body("whistles"), shown, { key: (row) => row.id, make: makeWhistle, fill: fillWhistle(now) });
    g.board(data, now);
  };

  /** Of the district in focus there may be more than the rows of the whole city that a wall keeps. */
  const perMinute = (rows) => {
    const since = g.clock.city() - 60000;
    const count = rows.filter((row) => row.at > since).length;
    const whole = g.state.stream.length < 200 || g.state.stream[199].at <= since;
    return g.word("近 1 分钟 {} 条", whole ? count : `${count}+`);
  };

  const stageWord = (row) => g.config.events[row.type] || row.type;

  g.draw.cases = () => {
    const rows = g.state.stream.filter((row) => g.focus.holds(row.area));
    g.say(document.querySelector("#panel-events .note"), perMinute(rows));
    g.rows(body("events"), rows, {
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
