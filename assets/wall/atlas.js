/* The Leaflet map that Dash makes: gets hold of it, and keeps its frame through every change of size. */
(() => {
  const g = window.gridwall;

  const resized = [];
  /** `draw(map)` is called when the map has a size and a frame, and again whenever they change. */
  g.onMapFrame = (draw) => resized.push(draw);

  const frame = (map) => {
    const size = map.getContainer();
    if (!size.clientWidth || !size.clientHeight) return;
    map.invalidateSize(false);
    map.fitBounds(g.config.view, { animate: false });
    for (const draw of resized) draw(map);
  };

  L.Map.addInitHook(function hold() {
    g.map = this;
    this.whenReady(() => {
      frame(this);
      // The component sets its own centre and zoom once more after it has been made.
      this.on("moveend", () => {
        if (Math.abs(this.getZoom() - this.getBoundsZoom(g.config.view)) > 1e-6) frame(this);
      });
      new ResizeObserver(() => frame(this)).observe(this.getContainer());
    });
  });
})();
