/* Looking back: a link of the page leads to the same moment (`?at=`), however it is opened. */
(() => {
  const moment = () => new URLSearchParams(window.location.search).get("at");

  const keep = (event) => {
    const at = moment();
    const link = at && event.target.closest && event.target.closest("#desk-content a[href^='/']:not([href^='/api/'])");
    if (!link) return;
    const url = new URL(link.href);
    if (url.searchParams.has("at")) return;
    url.searchParams.set("at", at);
    link.setAttribute("href", `${url.pathname}${url.search}${url.hash}`);
  };

  // Before anything else hears of it: a press, a key on the link, a script's `click()`, a new tab, the menu.
  for (const kind of ["click", "auxclick", "contextmenu"]) document.addEventListener(kind, keep, true);
})();
