"""The rankings and the page of one district, drawn. PURE."""
