local x = 1
return { x, use "a.lua" }
