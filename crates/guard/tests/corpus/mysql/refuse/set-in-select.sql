-- write-inside: SET outside CHARACTER SET
SELECT 1 SET @a = 1
