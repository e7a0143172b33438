-- n/a: a pragma that describes
PRAGMA main.table_xinfo([users])
