-- *:Name beside names of namespaces and without: no name is lost to the other.
return mapping {
  source      = { table = "d", key = bigint "id", document = "x" },
  ignore_case = true,
  namespaces  = { p = "urn:p", q = matching "urn:q*" },
  into "r" {
    each    = "/*:R",
    columns = {
      any   = text(20) { "*:A", pick = "join", joiner = " " },
      p     = text(20) { "p:A", pick = "join", joiner = " " },
      q     = text(20) { "q:A", pick = "join", joiner = " " },
      none  = text(20) { "A", pick = "join", joiner = " " },
      deep  = text(20) { "//*:B/@*:x", pick = "join", joiner = " " },
      named = text(40) { "*[local-name() = 'a' or local-name() = 'B']/local-name()", pick = "join", joiner = " " },
      other = text(20) { "*[local-name() != 'A']/local-name()", pick = "last" },
    },
  },
}
