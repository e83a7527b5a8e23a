"""The hotspots page: figures, ranked list, map, one hotspot whole. Data come from `dashboard.views.hotspots`."""
