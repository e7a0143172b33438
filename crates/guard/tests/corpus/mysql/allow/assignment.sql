-- injected: a user variable lives in the session, which is made as new afterwards
SELECT @a := 1
