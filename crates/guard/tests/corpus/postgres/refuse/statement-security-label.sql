-- not-read-only: does not only read
SECURITY LABEL ON TABLE t IS 'x'
