-- injected: pragmas as tables
SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c, pragma_user_version, pragma_foreign_key_list('orders')
