-- injected: an ODBC escape
SELECT {fn UPPER('a')}, {d '2020-01-01'}, {ts '2020-01-01 00:00:00'}
