"""What the hotspots page says, as plain data."""
