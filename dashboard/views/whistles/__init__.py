"""吹哨: the board by stage, a whistle's sheet, archive and statistics, as plain data."""
