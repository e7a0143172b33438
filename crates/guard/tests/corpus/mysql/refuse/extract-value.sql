-- function-not-allowed: a hostile path ends the server
SELECT EXTRACTVALUE('<a/>', REPEAT('-', 1000000))
