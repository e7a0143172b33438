-- not-read-only: does not only read
DECLARE c CURSOR WITH HOLD FOR SELECT 1
