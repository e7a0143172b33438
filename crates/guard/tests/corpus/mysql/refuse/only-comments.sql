-- empty: nothing to run
/* a */ # b
-- c
