shared = 1
return 2
