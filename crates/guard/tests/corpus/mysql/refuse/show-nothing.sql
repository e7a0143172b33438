-- syntax: nothing to show
SHOW
