-- injected: no escape in backticks
SELECT 1 AS `a\`
