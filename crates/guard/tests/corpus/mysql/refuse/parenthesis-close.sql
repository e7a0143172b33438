-- syntax: closes nothing
SELECT 1)
