-- The place is that of the condition.
return expr [[ a = 1 or 2 = 3 ]]
