return { b = use "parts/b.lua" }
