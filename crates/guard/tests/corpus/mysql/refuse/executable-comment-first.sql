-- executable-comment: at the very start
/*! SELECT */ 1
