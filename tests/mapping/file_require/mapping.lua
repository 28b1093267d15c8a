local x = require "os"
return x
