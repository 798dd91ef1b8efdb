"""The mathematics: problems in, plans out; knows no database, no web, no policy and not the hour."""
