/* A wall that nobody has let in: shows its pairing code, and goes on to the wall as soon as somebody has. */
(() => {
  const EVERY_MS = 1000;
  const AGAIN_MS = 15000;
  const WALL = "/wall/";
  const at = (id) => document.getElementById(id);
  const zone = document.querySelector("main").dataset.zone;
  const stamp = new Intl.DateTimeFormat("zh-CN", { timeZone: zone, dateStyle: "long", timeStyle: "short", hourCycle: "h23" });

  /** What a device link carries: behind the #, so that no server and no log gets to see it. */
  let link = location.hash.slice(1) || null;
  let expires = 0;

  const say = (id, text) => {
    at(id).textContent = text;
    at(id).hidden = !text;
  };

  const two = (n) => String(n).padStart(2, "0");
  const countDown = () => {
    if (!expires) return;
    const seconds = Math.max(0, Math.round((expires - Date.now()) / 1000));
    say("left", `${two(Math.floor(seconds / 60))}:${two(seconds % 60)} 后自动换码`);
  };

  const show = ({ code, expires: until, now }) => {
    // By the server's time: a wall's own clock may be wrong.
    expires = until - now + Date.now();
    say("code", `${code.slice(0, 3)} ${code.slice(3)}`);
    at("code").removeAttribute("data-old");
    say("link-state", "");
    countDown();
  };

  const goOn = () => {
    if (Date.now() - Number(sessionStorage.getItem("paired-at")) < AGAIN_MS) {
      say("notice", "浏览器没有保存 Cookie，无法记住本屏。请检查浏览器设置。");
      return setTimeout(ask, AGAIN_MS);
    }
    sessionStorage.setItem("paired-at", Date.now());
    return location.replace(WALL);
  };

  const take = (answer) => {
    if (answer.state === "in") return goOn();
    if (link) {
      say("notice", "该设备链接已使用或已过期，请改用配对码。");
      history.replaceState(null, "", location.pathname);
      link = null;
    }
    show(answer);
    return setTimeout(ask, EVERY_MS);
  };

  const ask = async () => {
    try {
      const request = {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(link ? { link } : {}),
      };
      const answer = await fetch("/wall/pair/code", request);
      if (!answer.ok) throw new Error(answer.status === 429 ? "等待配对的屏幕太多，稍后自动重试" : "服务器暂不可用，自动重试中");
      take(await answer.json());
    } catch (error) {
      say("link-state", error instanceof TypeError ? "连接中断，自动重连中" : error.message);
      at("code").setAttribute("data-old", "1");
      setTimeout(ask, 3000 + Math.random() * 3000);
    }
  };

  const tellRevoked = async () => {
    try {
      const told = await (await fetch("/wall/pair/status", { cache: "no-store" })).json();
      if (told.state === "revoked") {
        say("notice", `此屏“${told.name}”已于 ${stamp.format(told.at)} 停用。如需恢复，请联系 ${told.by}。`);
      }
    } catch {
      // The code's own request says that the line is down.
    }
  };

  at("address").textContent = `${location.origin}/admin`;
  setInterval(countDown, 1000);
  tellRevoked();
  ask();
})();
