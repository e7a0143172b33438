-- n/a: a setting
SHOW "TimeZone"
