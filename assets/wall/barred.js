/* A wall that may not watch (any more) says so in place: since when, and whom to ask. */
(() => {
  const g = window.gridwall;
  const PAIR_MS = 20000;
  const WHY = {
    not_allowed: "此屏无权查看这个范围。请由管理员在“设备”中调整范围。",
    too_many_scopes: "同时观看的区域太多，稍后自动重试。",
  };
  const RETRY_MS = 30000;
  let sheet = null;

  const tell = (words) => {
    if (!sheet) {
      sheet = g.el("div", "barred");
      sheet.setAttribute("role", "alert");
      document.body.append(sheet);
    }
    sheet.replaceChildren(...words.map((text, index) => g.el(index ? "p" : "h2", "", text)));
    if (words.length > 1) g.status(sheet.firstChild, "late");
  };

  const revoked = ({ name, at, by }) => {
    tell([g.word("此屏“{}”已被停用", name), g.word("自 {} 起", g.format.moment(at)), g.word("如需恢复，请联系 {}", by)]);
    setTimeout(() => location.replace("/wall/pair"), PAIR_MS);
  };

  const ask = async () => {
    try {
      const told = await (await fetch("/wall/pair/status", { cache: "no-store" })).json();
      if (told.state === "revoked") revoked(told);
      else if (told.state === "out") location.replace("/wall/pair");
      else g.live.reload();
    } catch {
      // The line is down as well: the head says so, and the socket comes back to this.
    }
  };

  /** The socket's word that this page may not watch; `reason` as in docs/frames.md. */
  g.shownOut = (reason) => {
    if (reason !== "too_many_scopes" && !(reason === "not_allowed" && g.live.socket.connected)) return ask();
    tell([g.word(WHY[reason])]);
    return setTimeout(() => location.reload(), RETRY_MS);
  };
})();
