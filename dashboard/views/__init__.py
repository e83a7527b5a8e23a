"""What each screen shows, as plain data: pure functions of figures and lists."""
