-- not-read-only: does not only read
COPY (SELECT 1) TO PROGRAM 'id'
