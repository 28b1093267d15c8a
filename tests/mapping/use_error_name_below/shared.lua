local names = use "parts/names.lua"

return { names = names, note = function() return text(names.sizes.noted) "Note" end }
