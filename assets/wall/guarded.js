/* Says every second to the guard (assets/guard), a thread of its own, that this page lives; a frozen one falls silent. */
(() => {
  const g = window.gridwall;

  const look = () => ({
    // A page in the background is frozen by the browser, and nobody looks at it.
    shown: !document.hidden,
    size: [innerWidth, innerHeight],
    words: g.word("画面停住，请重启此屏"),
    fonts: g.token("fonts"), shade: `${g.token("bg")}cc`, line: g.token("void"), ground: g.token("bg"),
  });

  g.guard = { said: [] };

  g.startGuard = () => {
    const canvas = g.el("canvas", "guard");
    canvas.setAttribute("aria-hidden", "true");
    canvas.width = 1;
    canvas.height = 1;
    document.body.append(canvas);
    const guard = new Worker(g.config.guardUrl);
    // Heard once the page lives again: how often, and after how long a silence, its picture was covered.
    guard.onmessage = ({ data }) => g.guard.said.push(data);
    const sheet = canvas.transferControlToOffscreen();
    guard.postMessage({ canvas: sheet, look: look() }, [sheet]);
    const beat = () => guard.postMessage({ look: look() });
    setInterval(beat, 1000);
    document.addEventListener("visibilitychange", beat);
  };
})();
