-- not-read-only: does not only read
NOTIFY x, 'y'
