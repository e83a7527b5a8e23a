"""What screens look like: components made from plain data. Knows no store, no server and no time."""
