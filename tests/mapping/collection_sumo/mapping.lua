-- SUMO's road networks, Debian's sumo-tools: edges, and their lanes with a list of points in an attribute.
-- rowan run mapping.lua --source files:/usr/share/sumo/tools

local function points(shape)
  local rows = {}
  for x, y in shape:gmatch "(%-?[%d.]+),(%-?[%d.]+)" do
    rows[#rows + 1] = { x = x, y = y }
  end
  return rows
end

return mapping {
  name   = "sumo",
  source = { files = "**/*.net.xml" },
  into "edge" {
    each    = "/net/edge[@from and @to]", -- those inside of junctions have neither
    key     = { "file", "edge" },
    columns = {
      file     = text(200)(source "path"),
      edge     = text(100) "@id",
      junction = text(1000) "@from",
      leads_to = text(1000) "@to",
      street   = text(100) "@name",
    },
    children = {
      into "lane" {
        each    = "lane",
        key     = { "file", "edge", "lane" },
        columns = {
          file   = parent "file",
          edge   = parent "edge",
          lane   = integer "@index",
          speed  = decimal(6, 2) "@speed",
          length = decimal(8, 2) "@length",
        },
        children = {
          into "lane_point" {
            each    = ".",
            rows    = { "@shape", via = points },
            key     = { "file", "edge", "lane", "no" },
            columns = {
              file = parent "file",
              edge = parent "edge",
              lane = parent "lane",
              no   = position(),
              x    = decimal(10, 2)(field "x"),
              y    = decimal(10, 2)(field "y"),
            },
          },
        },
      },
    },
  },
}
