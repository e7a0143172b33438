-- function-not-allowed: cut at 63 bytes by the server
SELECT pg_sleep_for_a_very_long_time_and_then_some_more_until_the_name_is_cut('1 s')
