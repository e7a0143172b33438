-- construct-not-allowed: runs a procedure
SELECT * FROM t PROCEDURE ANALYSE(10, 10)
