"""The pages of cases: search, one case with its life, its printed sheet. Data come from `dashboard.views.cases`."""
