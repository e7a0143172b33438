-- not-read-only: reads a file
LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t
