-- lookalike-character: shows something else than it says
SELECT ‮1
