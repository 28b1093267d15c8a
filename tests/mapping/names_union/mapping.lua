-- A choice group: <Fee/>, <Tax/> in any order; one table, their order kept, the element's name as kind.
return mapping {
  source = { table = "d", key = bigint "id", document = "x" },
  into "charge" {
    each    = "/R/Fee | /R/Tax | /R/Gift",
    key     = { "no" },
    columns = {
      no   = position(),
      kind = text(9) "local-name()",
      amt  = integer "@amt | @amount",
      all  = text(20) { "../Tax/@amt | ../Fee/@amt", pick = "join", joiner = "," },
      note = text(9)(expr [[ coalesce(`../Note | ../Remark`, local-name()) ]]),
    },
  },
}
