-- construct-not-allowed: belongs to MERGE
SELECT merge_action()
