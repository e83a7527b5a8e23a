"""What the city knows about its street cases, and how that is counted."""
