-- select-into: and a quoted name
SELECT `a`INTO @a FROM t
