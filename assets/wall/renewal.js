/* Loads the page anew at a quiet moment: for a new version, once a night, and before memory runs short. Never while the
 * server does not answer with all that the new page is made of; the old picture stands until the new one is drawn. */
(() => {
  const g = window.gridwall;
  const AGAIN_MS = 30000;
  const SETTLED_MS = 2 * 3600000;
  const HEAP_SHARE = 0.7;
  const loaded = Date.now();
  /** Not all walls of a hall in the same minute. */
  const minute = Math.floor(Math.random() * 60);
  let wanted = false;
  let tried = 0;

  const ready = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const files = [...page.querySelectorAll("script[src], link[rel=stylesheet]")];
    const answers = await Promise.all(files.map((file) => fetch(file.getAttribute("src") || file.getAttribute("href"))));
    return answers.every((one) => one.ok);
  };

  const renew = async () => {
    if (Date.now() - tried < AGAIN_MS) return;
    tried = Date.now();
    try {
      if (!(await ready())) return;
      window.gridcurtain.close(document.getElementById("wall"));
      location.reload();
    } catch {
      // The server is away: the page that is there stays.
    }
  };

  const isNight = () => {
    const [hour, past] = g.format.time(g.clock.real()).split(":").map(Number);
    return hour === g.config.reloadHour && past >= minute;
  };

  const memoryIsShort = () => {
    const { memory } = performance;
    return Boolean(memory) && memory.usedJSHeapSize > HEAP_SHARE * memory.jsHeapSizeLimit;
  };

  /** Nobody is being called, and the page turns just now, or never does. */
  const beat = () => {
    if (Date.now() - loaded > SETTLED_MS && (isNight() || memoryIsShort())) wanted = true;
    if (wanted && !g.pages.turns && !document.querySelector(".flash")) renew();
  };

  g.pages.onTurn(() => { if (wanted) renew(); });
  g.renewal = { beat, want: () => { wanted = true; } };
})();
