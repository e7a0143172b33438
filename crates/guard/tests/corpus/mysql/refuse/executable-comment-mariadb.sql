-- executable-comment: MariaDB runs this one
SELECT 1 /*M! , SLEEP(5) */
