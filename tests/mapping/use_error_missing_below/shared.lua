return { names = use "names.lua" }
