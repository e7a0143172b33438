-- executable-comment: also with a version that no server has
SELECT 1 /*!99999 , 2 */
