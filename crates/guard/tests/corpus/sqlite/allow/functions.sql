-- injected: functions
SELECT upper('a'), "lower" ('B'), printf('%d', 5), iif(1, 2, 3), json_extract('{}', '$'), strftime('%Y', 'now'), CURRENT_TIMESTAMP, like('a', 'b'), round(1.5)
