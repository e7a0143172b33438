-- injected: words that may be names
SELECT replace, with_x, offset, key FROM (SELECT 1 AS replace, 2 AS with_x, 3 AS offset, 4 AS key)
