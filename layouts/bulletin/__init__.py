"""The situation report on the desk: a page of paper, the list of reports beside it, and what is done with one."""
