return mapping {
  name = "x",
  source = {
