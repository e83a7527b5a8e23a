"""What the pages of cases say, as plain data: found rows, one case with its life. PURE."""
