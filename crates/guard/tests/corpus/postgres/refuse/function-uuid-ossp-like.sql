-- function-not-allowed: not reported by this server
SELECT uuid_generate_v4()
