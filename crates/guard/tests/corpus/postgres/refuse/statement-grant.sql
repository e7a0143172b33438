-- not-read-only: does not only read
GRANT ALL ON t TO PUBLIC
