error("made by hand")
