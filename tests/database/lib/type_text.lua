-- A column's value as the database itself writes it, past all conversions of a driver; and when two texts are one
-- value.

local texts = {}

-- What it takes SQL Server to write all that is in a column. Its driver gives bytes as digits.
local function sqlserver(type)
  local word = type:match "^%a+%d?"
  if word:find "BINARY" or word == "IMAGE" or word == "ROWVERSION" then return "CAST(%s AS varbinary(max))" end
  if word:find "MONEY" then return "CONVERT(nvarchar(max), CAST(%s AS decimal(19,4)))" end
  if word == "CHAR" or word == "NCHAR" then return "CONVERT(nvarchar(max), RTRIM(%s))" end
  if word == "REAL" or word == "FLOAT" then return "LTRIM(CONVERT(nvarchar(max), %s, 3))" end
  if word == "DATETIMEOFFSET" then
    return "CONVERT(nvarchar(max), CAST(SWITCHOFFSET(%s, '+00:00') AS datetime2(7)), 121)"
  end
  local style = (word:find "DATE" or word == "TIME") and ", 121" or ""
  return "CONVERT(nvarchar(max), %s" .. style .. ")"
end

-- SQL that gives the hexadecimal digits of the column's text, or of its bytes; the text itself on SQL Server, which
-- has no function for its digits.
function texts.expression(conn, type, column)
  type = type:upper()
  if conn.dialect == "sqlserver" then return (sqlserver(type):gsub("%%s", column)) end
  local format
  if conn.dialect == "postgresql" then
    format = type:find "BYTEA" and "encode(%s, 'hex')" or "encode(convert_to(CAST(%s AS text), 'UTF8'), 'hex')"
  elseif conn.dialect == "sqlite" then
    format = "CASE WHEN typeof(%s) <> 'real' THEN hex(%s) WHEN CAST(printf('%%!.15g', %s) AS REAL) = %s " ..
      "THEN hex(printf('%%!.15g', %s)) ELSE hex(printf('%%!.17g', %s)) END"
  elseif type:find "^BIT" then
    format = "HEX(CAST(%s + 0 AS CHAR))"
  elseif type:find "^FLOAT" and not type:find "," then
    format = "HEX(CAST(CAST(%s AS DOUBLE) AS CHAR))"
  elseif type:find "BINARY" or type:find "BLOB" then
    format = "HEX(%s)"
  elseif type:find "GEOM" or type:find "POINT" or type:find "LINE" or type:find "POLY" then
    format = "HEX(ST_AsText(%s))"
  else
    format = "HEX(CONVERT(%s USING utf8mb4))"
  end
  return (format:gsub("%%s", (column:gsub("%%", "%%%%"))):gsub("%%%%", "%%"))
end

-- The text or the bytes that such an expression gave.
function texts.decode(conn, type, given)
  if conn.dialect ~= "sqlserver" or sqlserver(type:upper()):find "varbinary" then return texts.from_hex(given) end
  return given
end

function texts.from_hex(digits)
  return (digits:gsub("..", function(two) return string.char(tonumber(two, 16)) end))
end

-- All digits of a number, in one spelling.
local function digits(text)
  local sign, whole, fraction, exponent = text:match "^([+-]?)(%d*)%.?(%d*)[eE]?([+-]?%d*)$"
  if not sign or whole .. fraction == "" then return text end
  local places = (tonumber(exponent) or 0) - #fraction
  local all = (whole .. fraction):gsub("^0+", "")
  while all:sub(-1) == "0" do
    all, places = all:sub(1, -2), places + 1
  end
  return all == "" and "0" or (sign == "-" and "-" or "") .. all .. "e" .. places
end

local function truth(text)
  return digits(({ ["true"] = "1", ["false"] = "0" })[text] or text)
end

local function double(text)
  local number = tonumber(text)
  return number and ("%.17g"):format(number + 0.0) or text
end

local function real(text)
  local number = tonumber(text)
  return number and string.pack("f", number + 0.0) or text
end

-- Neither zeros at the end of a second, nor midnight, nor that it is in UTC.
local function moment(text)
  return (text:gsub("%+00%f[%z ]", ""):gsub("(%.%d-)0*$", "%1"):gsub("%.$", ""):gsub(" 00:00:00$", ""))
end

local spellings = {
  boolean = truth, bit = truth, real = real, double = double, date = moment, time = moment, timestamp = moment,
  uuid = string.lower,
}
for _, word in ipairs { "tinyint", "smallint", "integer", "bigint", "short_decimal", "decimal", "long_decimal" } do
  spellings[word] = digits
end

-- Is what the database has the value that was written by a column of the mapping with this word?
function texts.same(word, type, written, kept)
  local spelling = spellings[word] or function(text) return text end
  if type:find "^FLOAT" and not type:find "," and word:find "decimal" then spelling = real end
  if type:find "^float" and word:find "decimal" then spelling = double end -- SQL Server writes all 17 digits
  if type:lower():find "uuid" and word == "text" then
    spelling = function(text) return (text:lower():gsub("[{}-]", "")) end
  end
  return spelling(written) == spelling(kept)
end

return texts
