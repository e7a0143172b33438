-- injected: the limit goes on a new line
SELECT 1 /* one */ ;
