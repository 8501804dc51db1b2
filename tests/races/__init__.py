"""Races: the same act in many threads of many processes at once, on one database. M16, MF-07, MF-09, MF-22, MF-26."""
