"""What the administrator's tabs say, as plain data."""
