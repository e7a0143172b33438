-- not-read-only: does not only read
COPY t TO STDOUT
