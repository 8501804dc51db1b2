"""Arabic dates with the clock of 24 hours: Django's own have none."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y، H:i"
