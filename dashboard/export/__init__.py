"""Writes what the program knows as files for people: Word, Excel, CSV. Knows formats, asks nothing."""
