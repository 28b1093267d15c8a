-- What is misspelt where it is used would be a column that is not there.
return { number = text(8) "@no", note = text(20) "Note" }
