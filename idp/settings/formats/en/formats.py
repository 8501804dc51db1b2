"""English dates as the world reads them: 21 September 2026, 14:13. Other languages have Django's."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
