-- function-not-allowed: its extension is open, but it may write
SELECT hstore_touch()
