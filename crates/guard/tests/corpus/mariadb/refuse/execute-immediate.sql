-- not-read-only: runs text
EXECUTE IMMEDIATE 'SELECT 1'
