"""The duty desk's parts: strip, queue, drawer, roster, hand-over sheet. Data come from `dashboard.views.duty`."""
