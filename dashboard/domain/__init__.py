"""The rules of the city, pure: no clock, no network, no files – `now` is always a parameter."""
