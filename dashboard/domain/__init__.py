"""The pure core: events, folds, deadlines and figures. Nothing here reads a clock, a socket or a database."""
