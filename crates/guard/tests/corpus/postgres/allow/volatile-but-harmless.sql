-- injected: clocks, chance and sizes
SELECT random(), clock_timestamp(), timeofday(), pg_relation_size('users'), pg_database_size(current_database()), pg_is_in_recovery()
