"""The administrator's screen: a tab for each thing that he keeps."""
