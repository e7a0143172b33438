-- executable-comment: in the middle of a call
SELECT LOAD_FILE/*!*/('/etc/passwd')
