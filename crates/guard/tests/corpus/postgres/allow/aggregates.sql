-- injected: aggregates of every form
SELECT count(*), count(DISTINCT age), string_agg(name, ',' ORDER BY id), array_agg(id) FILTER (WHERE id < 5), mode() WITHIN GROUP (ORDER BY city), json_agg(u), bool_and(true) FROM users u
