-- injected: what does not walk a geometry
SELECT ST_X(POINT(1,2)), ST_Y(POINT(1,2)), ST_SRID(POINT(1,2)), ST_Distance_Sphere(POINT(1,2), POINT(3,4))
