-- injected: geometry on MySQL
SELECT ST_AsText(ST_Buffer(POINT(1, 1), 2)), ST_Distance(POINT(0,0), POINT(1,1)), ST_Contains(ST_GeomFromText('POLYGON((0 0,2 0,2 2,0 2,0 0))'), POINT(1,1))
