-- injected: an emoji in quotes
SELECT '😀' AS `😀`
