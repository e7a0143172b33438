-- not-read-only: does not only read
DO 'begin end'
