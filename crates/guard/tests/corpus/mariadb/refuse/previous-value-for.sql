-- construct-not-allowed: what only this session has done
SELECT PREVIOUS VALUE FOR s1
