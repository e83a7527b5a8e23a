/* The strip on top: what waits, what is due, today's misses (figures of the contract), alarm load, people, the watch. */
(() => {
  const g = window.gridwall;
  const duty = window.gridduty;

  const item = (name, label) => {
    const node = g.el("div", `item ${name}`);
    node.append(g.el("span", "label", g.word(label)), (node.value = g.el("span", "value")), (node.note = g.el("span", "note")));
    return node;
  };
  const ITEMS = [
    ["new", "待签收告警"], ["soon", "一小时内到期"], ["dispatch", "今日派遣超时"], ["close", "今日超期未结"],
    ["load", "告警负荷"], ["people", "人员负荷"], ["watch", "值班"],
  ];

  const build = (strip) => {
    strip.items = Object.fromEntries(ITEMS.map(([name, label]) => [name, item(name, label)]));
    strip.handover = g.el("button", "handover-waits");
    strip.handover.type = "button";
    strip.handover.dataset.tool = "shift";
    strip.replaceChildren(...Object.values(strip.items), strip.handover);
  };

  const figure = (node, cell, period) => g.figure(node.value, cell, period, g.format.count(cell[1]));

  const drawLoad = (node, load) => {
    g.say(node.value, load.each.toFixed(1));
    g.mark(node.value, "data-value", load.each);
    g.status(node.value, load.flood ? "late" : load.mean > load.aim ? "soon" : "");
    const mean = g.word("一小时均值 {}，目标 ≤ {}", load.mean.toFixed(2), load.aim);
    const second = load.flood ? g.word("告警泛滥：只看分组，停止提示音") : mean;
    g.say(node.note, `${g.word("次/人・10 分钟（在岗 {}）", load.officers)}\n${second}`);
    g.mark(document.getElementById("duty"), "data-flood", load.flood ? "1" : null);
  };

  const drawPeople = (node, people) => {
    const held = people.filter((one) => one.held);
    const free = people.find((one) => !one.held);
    g.say(node.value, g.format.count(held.length));
    const told = held.slice(0, 3).map((one) => `${one.name} ${one.alerts}`).join("　");
    g.say(node.note, [told || g.word("暂无人经办"), free ? g.word("无人认领 {}", free.alerts) : ""].filter(Boolean).join("　"));
    const line = (one) => g.word("{}：告警 {}，案件 {}", one.held ? one.name : g.word(one.name), one.alerts, one.cases);
    g.mark(node, "title", people.map(line).join("\n") || null);
  };

  const drawWatch = (node, watch) => {
    const [lead] = watch.duty;
    const [call] = watch.call;
    g.say(node.value, lead ? lead.name : g.word("未排班"));
    g.mark(node, "title", watch.duty.map((one) => `${g.word(one.post)} ${one.name}`).join("\n") || null);
    g.say(node.note, call ? g.word("应急 {} {}", call.name, call.phone) : g.word("应急值守未排班"));
    g.status(node.value, lead ? "" : "void");
  };

  const drawHandover = (button, waiting) => {
    button.hidden = !waiting;
    if (waiting) g.say(button, g.word("{} 已写交接单，等待 {} 接班", waiting.leaving, waiting.taking));
  };

  const counts = (strip) => {
    const now = duty.now();
    const alerts = [...duty.state.alerts.values()];
    const fresh = alerts.filter((row) => row.state === "raised" || row.state === "escalated");
    const soon = [...duty.state.cases.values()].filter((row) => row.due >= now && row.due - now <= duty.HOUR_MS);
    const likely = soon.filter((row) => (duty.state.risks[row.id] || {}).chance >= 0.5).length;
    g.say(strip.items.new.value, g.format.count(fresh.length));
    g.status(strip.items.new.value, fresh.length ? "late" : "");
    g.say(strip.items.new.note, g.word("未解除 {}", g.format.count(alerts.length)));
    g.say(strip.items.soon.value, g.format.count(soon.length));
    g.say(strip.items.soon.note, g.word("预计超时 {}", g.format.count(likely)));
  };

  duty.strip = (answer) => {
    const strip = document.getElementById("duty-strip");
    if (!strip) return;
    if (!strip.items) build(strip);
    const { figures, load, people, watch, handover, hotspots } = answer.strip;
    const spots = document.getElementById("duty-hotspots");
    if (spots) g.say(spots, hotspots === null ? "" : g.format.count(hotspots));
    counts(strip);
    figure(strip.items.dispatch, figures.dispatch, figures.period);
    figure(strip.items.close, figures.close, figures.period);
    g.say(strip.items.dispatch.note, g.word("应派遣而未按时"));
    g.say(strip.items.close.note, g.word("折算件数"));
    drawLoad(strip.items.load, load);
    drawPeople(strip.items.people, people);
    drawWatch(strip.items.watch, watch);
    drawHandover(strip.handover, handover);
  };
})();
