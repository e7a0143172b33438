-- select-into: makes a temporary table
SELECT 1 AS a INTO TEMPORARY TABLE e
