/* The shift panel's forms and tools: roster, hand-over, printing; and the person's own filters. */
(() => {
  const g = window.gridwall;
  const duty = window.gridduty;
  let n = 0;

  const keep = (what, form) => {
    n += 1;
    g.setProps("duty-keep", { data: { what, form, n } });
  };
  const refresh = () => g.setProps("duty-shift-ask", { data: Date.now() });
  const panel = () => document.getElementById("duty-shift");

  const POSTS = [["lead", "值班长"], ["officer", "值班员"], ["on_call", "应急值守"]];
  const WATCH = [
    { name: "post", kind: "choice", label: "岗位", required: true, choices: POSTS.map(([value, label]) => ({ value, label })) },
    { name: "person", kind: "text", label: "姓名", required: true },
    { name: "phone", kind: "text", label: "电话" },
    { name: "start", kind: "moment", label: "开始", required: true },
    { name: "end", kind: "moment", label: "结束", required: true },
  ];
  const HANDOVER = [
    { name: "taking", kind: "text", label: "接班人", required: true },
    { name: "notes", kind: "text", label: "交班说明", most: 4000 },
  ];

  const open = () => {
    panel().hidden = false;
    refresh();
    panel().focus();
  };
  const close = () => {
    const box = panel();
    if (!box || box.hidden) return false;
    box.hidden = true;
    return true;
  };

  const print = () => {
    const title = document.title;
    document.title = g.word("值班交接单");
    window.print();
    document.title = title;
  };

  const save = () => {
    const { filter, text } = duty.state;
    const base = filter.spec.base || filter.name;
    duty.form(g.word("保存筛选"), [{ name: "name", kind: "text", label: "名称", required: true }], ({ name }) =>
      keep("filter.save", { name, spec: { base, text } }));
  };

  const drop = () => {
    const own = [...document.querySelectorAll("#duty-chips .own")].map((one) => ({ value: one.textContent, label: one.textContent }));
    duty.form(g.word("删除筛选"), [{ name: "name", kind: "choice", label: "名称", required: true, choices: own }], (form) =>
      keep("filter.remove", form));
  };

  const tools = {
    shift: open,
    sound: () => duty.toggleSound(),
    help: () => duty.help(),
    "shift.close": close,
    "shift.print": print,
    "watch.add": () => duty.form(g.word("排班"), WATCH, (form) => keep("watch.add", form)),
    "watch.remove": (no) => keep("watch.remove", { no }),
    "handover.write": () => duty.form(g.word("写交接单"), HANDOVER, (form) => keep("handover.write", form)),
    "handover.take": (no) => keep("handover.take", { no }),
    "filter.save": save,
    "filter.remove": drop,
  };

  const WORDS = {
    "watch.add": "已排班", "watch.remove": "已删除班次", "handover.write": "交接单已写好", "handover.take": "已接班",
    "filter.save": "筛选已保存", "filter.remove": "筛选已删除",
  };

  /** Takes the answer to something kept. */
  duty.kept = (answer) => {
    if (!answer || !duty.here()) return undefined;
    if (answer.filters) duty.filters(answer.filters);
    g.mark(document.getElementById("duty-told"), "data-status", answer.fault ? "late" : null);
    duty.tell(g.word(answer.fault || WORDS[answer.what]));
    if (answer.fault) return void duty.formFault(g.word(answer.fault));
    duty.closeForm();
    if (!answer.filters) refresh();
    duty.ask();
    return undefined;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#duty [data-tool]");
    if (button) tools[button.dataset.tool](Number(button.dataset.no));
  });

  duty.openShift = open;
  duty.closeShift = close;
})();
