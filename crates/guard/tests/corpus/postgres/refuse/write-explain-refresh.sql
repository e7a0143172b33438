-- write-inside: writes the view
EXPLAIN ANALYZE REFRESH MATERIALIZED VIEW e
