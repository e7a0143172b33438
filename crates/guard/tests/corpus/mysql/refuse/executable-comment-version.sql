-- executable-comment: with a version
SELECT 1 /*!50000 INTO OUTFILE '/tmp/x' */
