-- injected: numbers of every form
SELECT 1e3, 1E+3, 1e-3, .5, 5., 1.5e3, 0x41, 0b01, 1.e3
