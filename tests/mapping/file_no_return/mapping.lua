local x = mapping
