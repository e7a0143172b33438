-- not-read-only: does not only read
COPY t FROM STDIN
