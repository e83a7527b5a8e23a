/* Maps on a phone: one finger scrolls the page past them, two move and zoom them. */
(() => {
  const NARROW = "(max-width: 900px) and (pointer: coarse)";

  L.Map.addInitHook(function letThrough() {
    if (window.matchMedia(NARROW).matches) this.dragging.disable();
  });
})();
