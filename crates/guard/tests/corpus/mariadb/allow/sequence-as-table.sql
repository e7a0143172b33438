-- injected: reading a sequence changes nothing
SELECT * FROM s1
