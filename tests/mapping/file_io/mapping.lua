local f = io.open("doc.xml")
return f
