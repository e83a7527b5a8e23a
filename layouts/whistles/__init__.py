"""The whistles' desk: board, drawer, form to blow by, archive, statistics; data from `dashboard.views.whistles`."""
