-- not-read-only: does not only read
VACUUM t
