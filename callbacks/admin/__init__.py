"""The administrator's screen: which tabs there are, and what each asks and does."""
