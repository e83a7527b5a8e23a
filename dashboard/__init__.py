"""What the city knows and how it is counted: settings, domain, store, views and the machine doors."""
