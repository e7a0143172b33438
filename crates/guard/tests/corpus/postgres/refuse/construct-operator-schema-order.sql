-- construct-not-allowed: in ORDER BY
SELECT 1 FROM t ORDER BY a USING OPERATOR(public.<)
