return {
  b = text(20) "b[",
}
