"""Files in and out: CSV as spreadsheets write it, read into checked values, every doubt told; no database, no clock."""
