/* Every number can be asked: a click (or Enter) on what carries `data-figure` opens what it is, its formula, the rows
 * behind it and as of when. `data-filters` ("street=…&unit=…") on it or around it goes along, as does `data-as-of`. */
(() => {
  const g = window.gridwall;
  const PAGE = 20;
  const APART = 8;
  const NOUNS = "a,button,input,select,textarea,label,summary,[role=button],[role=tab]";
  const ENGLISH = {
    "关闭": "Close", "正在查询…": "Asking…", "截至": "As of", "时段": "Period", "至": "to", "更多": "More", "案件列表": "All in the list",
    "导出 CSV": "CSV", "导出 Excel": "Excel", "没有": "None", "查不到：{}": "No answer: {}", "此处不列案件。": "Cases are not listed here.",
    "屏上是 {}，此后又有更早日期的事件到达。": "The screen says {}; events dated earlier have arrived since.",
  };
  const english = document.documentElement.lang.startsWith("en");
  const say = (text, ...values) =>
    values.reduce((whole, value) => whole.replace("{}", value), (english && ENGLISH[text]) || text);
  let box = null;
  let asked = null;

  /** What a node asks: the parameters of the question. */
  const question = (node) => {
    const { figure, from, to } = node.dataset;
    const around = (name) => node.closest(`[data-${name}]`)?.getAttribute(`data-${name}`);
    const filters = around("filters") || "";
    const query = new URLSearchParams(filters.includes("=") ? filters : "");
    const asOf = around("as-of") || g.query.get("at");
    if (g.askedScope && !query.has("area")) query.set("area", g.askedScope.slice(5).replaceAll("+", ","));
    for (const [name, value] of Object.entries({ figure, from, to, as_of: asOf })) if (value) query.set(name, value);
    return query;
  };

  const close = () => {
    if (!box) return;
    box.remove();
    box = null;
    const back = asked;
    asked = null;
    back?.focus?.({ preventScroll: true });
  };

  /** Below the number, or above it where there is more room; always whole on the screen. */
  const place = () => {
    if (!box || !asked) return;
    const [at, own] = [asked.getBoundingClientRect(), box.getBoundingClientRect()];
    const below = innerHeight - at.bottom - APART;
    const top = below >= own.height || below >= at.top ? at.bottom + APART : at.top - APART - own.height;
    const clamp = (value, most) => Math.max(APART, Math.min(value, most - APART));
    box.style.left = `${clamp(at.left, innerWidth - own.width)}px`;
    box.style.top = `${clamp(top, innerHeight - own.height)}px`;
  };

  const button = (text, act, name = "") => {
    const node = g.el("button", name, text);
    node.type = "button";
    node.addEventListener("click", act);
    return node;
  };

  const link = (text, href, name = "") => {
    const node = g.el("a", name, text);
    node.href = href;
    return node;
  };

  /** An RFC 3339 moment as the screens print it. */
  const when = (text) => (text ? text.slice(0, 16).replace("T", " ") : "");

  const rowOf = (row) => {
    const line = g.el("li");
    const id = row.stage && !row.whistle ? link(row.id, `/cases/${encodeURIComponent(row.id)}`) : g.el("span", "", row.number || row.id);
    const noted = [row.on_time === false ? "◆" : row.note, row.counted === 1 ? "" : `×${row.counted}`];
    line.append(g.el("time", "", when(row.counted_at)), id, g.el("span", "where", row.where), g.el("span", "noted", noted.filter(Boolean).join(" ")));
    return line;
  };

  const ask = async (query, more = {}) => {
    const whole = new URLSearchParams([...query, ...Object.entries({ limit: PAGE, lang: english ? "en" : "zh", ...more })]);
    const answer = await fetch(`/api/v1/asked?${whole}`, { headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error?.message || answer.status);
    return told;
  };

  const rows = (list, query, part, page) => {
    list.append(...page.rows.map(rowOf));
    if (!page.next) return;
    const more = button(say("更多"), async () => {
      more.disabled = true;
      const { cases } = await ask(query, { part, cursor: page.next });
      more.remove();
      rows(list, query, part, cases);
      place();
    }, "more");
    list.after(more);
  };

  const partsOf = (told, query, node) => {
    const parts = g.el("p", "parts");
    for (const part of told.parts.length > 1 ? told.parts : []) {
      const one = button(`${part.name.split(" · ")[0]} ${part.printed}`, () => open(node, part.figure));
      g.mark(one, "aria-pressed", told.cases && told.cases.figure === part.figure ? "true" : "false");
      parts.append(one);
    }
    return parts;
  };

  const ways = (told, query) => {
    const line = g.el("p", "ways");
    const whole = new URLSearchParams([...query, ["part", told.cases.figure]]);
    if (["case", "task"].includes(told.cases.of)) {
      const listed = new URLSearchParams(query);
      listed.set("figure", told.cases.figure);
      line.append(link(say("案件列表"), `/cases?${listed}`));
    }
    for (const [text, form] of [["导出 CSV", "csv"], ["导出 Excel", "xlsx"]]) line.append(link(say(text), `/api/v1/asked.${form}?${whole}`));
    return line;
  };

  /** The screen's own number, where the answer is another one. */
  const differs = (node, told) => {
    const shown = node.dataset.value;
    if (!node.hasAttribute("data-value") || shown === "" || told.value === null) return null;
    const before = told.printed.endsWith("%") ? `${g.format.rate(Number(shown))}%` : g.format.count(Number(shown));
    return Math.abs(Number(shown) - told.value) > 1e-9 ? say("屏上是 {}，此后又有更早日期的事件到达。", before) : null;
  };

  const draw = (node, query, told) => {
    const { period, cases } = told;
    const title = g.el("h2", "", told.name);
    title.id = "ask-title";
    const figure = g.el("p", "value", told.printed);
    const main = [g.el("p", "sentence", told.definition)];
    if (told.formula) main.push(g.el("p", "formula", told.formula.text));
    main.push(g.el("p", "span", `${say("时段")} ${when(period.from)} ${say("至")} ${when(period.to)}`), g.el("p", "span", `${say("截至")} ${when(period.as_of)}`));
    const other = differs(node, told);
    if (other) main.push(g.el("p", "other", other));
    const head = g.el("header");
    head.append(title, figure, button("×", close, "close"));
    head.lastChild.setAttribute("aria-label", say("关闭"));
    box.replaceChildren(head, ...main, partsOf(told, query, node));
    if (!cases) {
      if (told.parts.some((part) => part.of !== "letter")) box.append(g.el("p", "span", say("此处不列案件。")));
      return;
    }
    const list = g.el("ul");
    box.append(g.el("p", "count", cases.text), list);
    if (cases.count) rows(list, query, cases.figure, cases);
    box.append(ways(told, query));
  };

  /** Opens the popover of a number; `part` is another number of its formula. */
  const open = async (node, part) => {
    const query = question(node);
    if (!box) {
      box = document.body.appendChild(g.el("section", "ask"));
      for (const [name, value] of Object.entries({ role: "dialog", "aria-labelledby": "ask-title", tabindex: "-1" })) box.setAttribute(name, value);
      if (document.getElementById("wall")) box.classList.add("on-wall");
    }
    asked = node;
    if (!part) box.replaceChildren(g.el("p", "span", say("正在查询…")));
    place();
    box.focus({ preventScroll: true });
    try {
      const told = await ask(query, part ? { part } : {});
      if (asked === node && box) draw(node, query, told);
    } catch (error) {
      if (box) box.replaceChildren(g.el("p", "other", say("查不到：{}", error.message)));
    }
    place();
  };

  /** The number that an event means; a link or button in it or around it acts in its stead. */
  const meant = (target) =>
    target instanceof Element && !target.closest(NOUNS) ? target.closest("[data-figure]") : null;

  document.addEventListener("click", (event) => {
    if (box && box.contains(event.target)) return;
    const node = event.defaultPrevented ? null : meant(event.target);
    const same = node && node === asked;
    close();
    if (node && !same) open(node);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box) {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") {
      // Reached by keyboard from the first Tab on; a wall that nobody touches is spared it.
      for (const node of document.querySelectorAll("[data-figure]:not([tabindex])")) node.tabIndex = 0;
    } else if (event.key === "Enter" && event.target.matches?.("[data-figure]") && meant(event.target)) {
      event.preventDefault();
      open(event.target);
    }
  }, true);
  addEventListener("resize", place);

  g.ask = { open, close, question };
})();
