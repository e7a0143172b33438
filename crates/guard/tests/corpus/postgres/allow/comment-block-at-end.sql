-- injected: no limit may hide in it
SELECT 1 /* LIMIT 5 */ ;
