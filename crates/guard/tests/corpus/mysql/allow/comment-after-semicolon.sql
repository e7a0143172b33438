-- injected: the limit goes before the semicolon
SELECT 1 ; -- done
