-- injected: views of the catalog
SELECT c.relname, s.n_live_tup, pg_size_pretty(pg_total_relation_size(c.oid)) FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid WHERE c.relkind = 'r'
