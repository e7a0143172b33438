-- function-not-allowed: its extension is not open
SELECT st_area('POINT(0 0)')
