-- not-read-only: runs expressions
DO SLEEP(5)
