-- function-not-allowed: reads a cursor
SELECT cursor_to_xml('c', 1, true, false, '')
