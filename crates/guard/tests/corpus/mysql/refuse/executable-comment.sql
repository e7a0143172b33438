-- executable-comment: the server runs it
SELECT 1 /*!, SLEEP(5) */
