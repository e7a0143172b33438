-- injected: vectors
SELECT VECTOR_TO_STRING(STRING_TO_VECTOR('[1,2]'))
