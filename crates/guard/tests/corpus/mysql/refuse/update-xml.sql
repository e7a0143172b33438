-- function-not-allowed: a hostile path ends the server
SELECT UpdateXML('<a/>', '/a', 'b')
