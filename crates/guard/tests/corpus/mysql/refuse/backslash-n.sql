-- syntax: old NULL, which a keyword may touch
SELECT \NINTO @a
