-- function-not-allowed: reads a file
SELECT LOAD_FILE("/etc/passwd")
