-- not-read-only: writes a file
VACUUM INTO '/tmp/x'
