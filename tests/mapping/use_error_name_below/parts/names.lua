return { sizes = { note = 80 } }
