-- variable: behind a harmless one
SELECT /*+ BKA(t) SET_VAR ( sort_buffer_size = 1 ) */ 1 FROM t
