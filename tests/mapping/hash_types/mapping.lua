-- The text of each type that is hashed; `one` shows all of them in one key.

local function hashed(name) return uuid(hash { name }) end

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r/v",
    columns = {
      flag   = boolean "@flag", flag_key = hashed "flag",
      off    = bit "@off", off_key = hashed "off",
      small  = smallint "@small", small_key = hashed "small",
      big    = bigint "@big", big_key = hashed "big",
      money  = decimal(12, 2) "@money", money_key = hashed "money",
      zero   = decimal(5, 2) "@zero", zero_key = hashed "zero",
      text   = text(20) { "@text", empty = "keep" }, text_key = hashed "text",
      day    = date "@day", day_key = hashed "day",
      hour   = time "@hour", hour_key = hashed "hour",
      at     = timestamp { "@at", zone = "utc" }, at_key = hashed "at",
      till   = timestamp "@till", till_key = hashed "till",
      who    = uuid "@who", who_key = hashed "who",
      bytes  = binary(4) { "@bytes", encoding = "hex" }, bytes_key = hashed "bytes",
      state  = enum { Open = "O" } "@state", state_key = hashed "state",
      rank   = enum { First = 1 } "@rank", rank_key = hashed "rank",
      one    = bigint(hash { "flag", "off", "small", "big", "money", "zero", "text", "day", "hour", "at", "till", "who",
                             "bytes", "state", "rank" }),
    },
  },
}
