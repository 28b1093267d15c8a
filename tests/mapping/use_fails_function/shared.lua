local shared = {}

function shared.check(text)
  error("no good: " .. text)
end

return shared
