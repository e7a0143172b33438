-- executable-comment: with a version
SELECT 1 /*M!100000 , SLEEP(5) */
