/* Notes when what a wall shows was painted: each stage of each case on the map, and each value of today's 受理. */
(() => {
  const seen = { points: [], figures: [], added: {} };
  window.watching = seen;
  const stages = new Map(Object.entries(gridwall.config.events).map(([type, word]) => [word, type]));

  /* A frame that was asked for after the change, and a task after that frame: by then it is on the screen. */
  const painted = (note) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => note(Date.now());
    channel.port2.postMessage(0);
  });

  const points = document.getElementById("points");
  new MutationObserver((changes) => {
    const touched = new Set();
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (!node.dataset) continue;
        /* The list moves rows that it keeps: taken out and put in within one task is no second appearance. */
        const back = changes.some((other) => [...other.removedNodes].includes(node));
        if (!back) seen.added[node.dataset.case] = (seen.added[node.dataset.case] || 0) + 1;
      }
      const from = change.target.nodeType === 3 ? change.target.parentElement : change.target;
      for (const node of from === points ? change.addedNodes : [from]) if (node.dataset) touched.add(node);
    }
    const rows = [...touched].map((node) => [node.dataset.case, stages.get(node.textContent.split(" ").at(-2))]);
    if (rows.length) painted((at) => rows.forEach((row) => seen.points.push([...row, at])));
  }).observe(points, { subtree: true, childList: true, characterData: true });

  const counter = document.querySelector('#panel-today [data-figure="accepted"]');
  new MutationObserver(() => {
    const value = Number(counter.dataset.value);
    painted((at) => seen.figures.push([value, at]));
  }).observe(counter, { attributes: true, attributeFilter: ["data-value"] });
})();
