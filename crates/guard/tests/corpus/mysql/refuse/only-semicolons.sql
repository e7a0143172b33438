-- empty: nothing to run
 ; ;; 
