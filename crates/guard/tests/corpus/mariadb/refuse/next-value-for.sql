-- construct-not-allowed: changes a sequence
SELECT NEXT VALUE FOR s1
