/* Plotly is a third of the page for three small charts: it comes once the first picture stands. Dash waits for it, since
 * it takes what is under its name for a promise. */
(() => {
  const g = window.gridwall;
  const AGAIN_MS = 5000;
  let asked = false;
  let found = null;

  const load = () => {
    const script = g.el("script");
    script.src = g.config.chartsUrl;
    script.onload = () => found(window.Plotly);
    script.onerror = () => { script.remove(); setTimeout(load, AGAIN_MS); };
    document.head.append(script);
  };

  window.Plotly = new Promise((resolve) => { found = resolve; });

  /** Lists and map are drawn: the charts come once that is painted, too. A page that nobody sees is not painted. */
  g.wantCharts = () => {
    if (asked) return;
    asked = true;
    if (document.hidden) load();
    else requestAnimationFrame(() => setTimeout(load));
  };
})();
