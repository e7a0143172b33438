-- select-into: makes a table
SELECT * INTO UNLOGGED e FROM t
