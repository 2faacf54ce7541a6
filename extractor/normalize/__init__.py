"""Pure functions from printed characters to normal values: numbers, dates, names, places."""
