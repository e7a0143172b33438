-- injected: quoted, they are meant
SELECT ' ；' AS "　", $$“$$
