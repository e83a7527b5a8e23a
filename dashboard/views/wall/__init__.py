"""What the wall says, as plain data: figures in, panel data out. Knows no Dash, no Redis and no clock of its own."""
