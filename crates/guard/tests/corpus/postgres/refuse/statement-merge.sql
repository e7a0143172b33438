-- not-read-only: does not only read
MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE
