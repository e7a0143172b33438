-- injected: TABLE
TABLE users ORDER BY id
