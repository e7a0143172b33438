-- not-read-only: opens a file
ATTACH '/tmp/x' AS x
