-- rowan words: the words of the mapping language.

local cli = require "lib.cli"
local show = require "language.show"

local parser = cli.parser("words", "Show the words of the mapping language: all of them with a line each, or some with "
  .. "their examples.", {
  { "", "every word, type, option, field, path, operator and function" },
  { "unpivot distinct", "what these mean, with an example each" },
  { "--markdown", "the whole reference, as in docs/mapping.md" },
  { "--editor >my_mappings/rowan.lua", "definitions for an editor with lua-language-server" },
})
parser:argument("names", "Words to explain."):argname("NAME"):args("*")
parser:flag("--markdown", "Print the reference as Markdown.")
parser:flag("--editor", "Print definitions for lua-language-server.")

local args = parser:parse()
if args.markdown then
  io.write(require "language.markdown".page())
elseif args.editor then
  io.write(require "language.editor".definitions())
elseif #args.names == 0 then
  show.all()
else
  for _, name in ipairs(args.names) do
    local problem = show.one(name)
    if problem then
      cli.fail(problem, cli.exit.usage)
    end
  end
end
return cli.exit.done
