"""What the rankings say, as data: which figures, which places, how they moved. PURE."""
