-- What `rowan check` finds about the source, the ledger and the rights of the user, whole texts.
-- tests/database/run calls it per database. Lines are long, as findings are.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

local source = t.mapping("source.lua", [[
return mapping {
  name = "source",
  source = {
    table = "check_docs", key = bigint "id", document = "doc", columns = { timestamp "received_at" } },
  into "check_row" { each = "/r", key = { "id" }, columns = { id = source "id" } },
}
]])
local row = "CREATE TABLE check_row (id BIGINT NOT NULL PRIMARY KEY);\n"
local fitting = row .. [[
CREATE TABLE check_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT, received_at TIMESTAMP NULL);
]]

local second = "a second document with the same key would be passed over"

t.case("a source that fits", function()
  t.sql(fitting)
  t.expect(source, "")
end)

t.sources "check_all"

t.case("no source table: a name that is near, a schema that has it, neither", function()
  t.sql(row)
  t.expect(source, "error 1 check_docs: there is no such source table\n")
  t.sql "CREATE TABLE check_doc (id BIGINT NOT NULL PRIMARY KEY);\n"
  t.expect(source, 'error 1 check_docs: there is no such source table (did you mean "check_doc"?)\n')
  t.drop "check_doc"
  local function of_source(text)
    for statement in text:gmatch "(.-);\n" do t.source_conn:exec(statement) end
  end
  of_source(t.by_dialect {
    postgresql = "CREATE SCHEMA other;\nCREATE TABLE other.check_docs (id BIGINT);\n",
    mariadb = "CREATE DATABASE other;\nCREATE TABLE other.check_docs (id BIGINT);\n",
    sqlserver = "CREATE SCHEMA other;\nCREATE TABLE other.check_docs (id BIGINT);\n",
    sqlite = "ATTACH DATABASE ':memory:' AS other;\nCREATE TABLE other.check_docs (id BIGINT);\n",
  })
  t.expect(source, 'error 1 check_docs: there is no such source table here, but there is one in schema "other"\n')
  of_source(t.by_dialect {
    postgresql = "DROP SCHEMA other CASCADE;\n", mariadb = "DROP DATABASE other;\n",
    sqlserver = "DROP TABLE other.check_docs;\nDROP SCHEMA other;\n",
    sqlite = "DETACH DATABASE other;\n",
  })
end)

t.case("columns of the source", function()
  t.sql(row)
  t.sql "CREATE TABLE check_docs (id BIGINT NOT NULL PRIMARY KEY, docs TEXT, stored TIMESTAMP NULL);\n"
  t.expect(source, [[
error 1 check_docs.received_at: the source table has no such column
error 1 check_docs.doc: the source table has no such column (did you mean "docs"?)
]])
end)

t.case("a key without a unique index", function()
  t.sql(row)
  t.sql "CREATE TABLE check_docs (id BIGINT NOT NULL, doc TEXT, received_at TIMESTAMP NULL, UNIQUE (id, received_at));\n"
  t.expect(source, "error 1 check_docs.id: no unique index on the key alone: " .. second .. [[

    CREATE UNIQUE INDEX "check_docs_id_key" ON "check_docs" ("id");
]])
  t.contains(t.raises("no unique index", function()
    t.job { mapping = source }:run()
  end), "source.lua:1: table check_docs, column id:")
  t.fix(source)
  t.expect(source, "")
end)

t.case("a key that may be NULL, is long, or has no exact text", function()
  t.sql(row)
  t.sql "CREATE TABLE check_docs (id BIGINT NULL UNIQUE, doc TEXT, received_at TIMESTAMP NULL);\n"
  t.expect(source, "warning 1 check_docs.id: the key may be NULL in the database; a run stops at such a row\n" ..
    t.by_dialect {
      postgresql = '    ALTER TABLE "check_docs" ALTER COLUMN "id" SET NOT NULL;\n',
      mariadb = '    ALTER TABLE "check_docs" MODIFY "id" bigint(20) NOT NULL;\n',
      sqlserver = '    ALTER TABLE "check_docs" ALTER COLUMN "id" bigint NOT NULL;\n',
      sqlite = "    -- SQLite cannot change a column: make the table anew and copy its rows\n",
    })
  if not t.on_babelfish then t.fix(source) end
  if t.alters then t.expect(source, "") end
  t.drop "check_docs"
  t.sql "CREATE TABLE check_docs (id VARCHAR(200) NOT NULL UNIQUE, doc TEXT, received_at TIMESTAMP NULL);\n"
  t.expect(source, "")
  t.drop "check_docs"
  t.sql "CREATE TABLE check_docs (id REAL NOT NULL UNIQUE, doc TEXT, received_at TIMESTAMP NULL);\n"
  t.expect(source, ("error 1 check_docs.id: the key is %s, which has no exact text\n"):format(t.by_dialect {
    postgresql = "real", mariadb = "double", sqlite = "REAL", sqlserver = "real" }))
end)

t.case("a document that is bytes", function()
  t.sql(row)
  local kind = t.by_dialect { postgresql = "bytea", mariadb = "blob", sqlite = "BLOB", sqlserver = "varbinary(max)" }
  t.sql(("CREATE TABLE check_docs (id BIGINT NOT NULL PRIMARY KEY, doc %s, received_at TIMESTAMP NULL);\n"):format(kind))
  t.expect(source, "")
end)

t.case("a view, a partitioned table, an index on a part of the rows", function()
  t.sql(row)
  t.sql "CREATE TABLE check_all (id BIGINT NOT NULL PRIMARY KEY, doc TEXT, received_at TIMESTAMP NULL);\n"
  t.sql "CREATE VIEW check_docs AS SELECT * FROM check_all;\n"
  t.expect(source, "warning 1 check_docs.id: whether the key is unique cannot be seen in a view: " .. second .. "\n")
  t.sql "DROP VIEW check_docs;\n"
  t.drop "check_all"
  if t.sqlserver then
    t.skip("a partitioned table", "partitions need a function and a scheme of the whole database")
  elseif not t.sqlite then
    t.sql("CREATE TABLE check_docs (id BIGINT NOT NULL, doc TEXT, received_at TIMESTAMP NOT NULL, " ..
      "PRIMARY KEY (id, received_at)) " .. t.by_dialect {
        postgresql = "PARTITION BY RANGE (received_at);\n",
        mariadb = "PARTITION BY RANGE (unix_timestamp(received_at)) (PARTITION p0 VALUES LESS THAN MAXVALUE);\n",
      })
    t.expect(source, "warning 1 check_docs.id: no unique index on the key alone, the table is partitioned: " ..
      second .. "\n")
    t.drop "check_docs"
  end
  if t.on_babelfish then
    t.skip("an index on a part of the rows", "Babelfish's catalogue says of none that it has a condition")
  elseif not t.mariadb then
    t.sql "CREATE TABLE check_docs (id BIGINT NOT NULL, doc TEXT, received_at TIMESTAMP NULL);\n"
    t.sql "CREATE UNIQUE INDEX check_part_of ON check_docs (id) WHERE doc IS NOT NULL;\n"
    t.expect(source, "warning 1 check_docs.id: the key is unique in a part of the rows only: " .. second .. "\n")
    t.drop "check_docs"
  end
end)

t.case("no ledger, half a ledger, one without its primary key", function()
  t.sql(fitting)
  local missing = "error - rowan_ledger: there is no %s; rowan init makes it\n    rowan init source.lua\n"
  t.drop("rowan_run")
  t.expect(source, missing:format "table rowan_run")
  t.drop("rowan_ledger", "rowan_version")
  t.expect(source, missing:format "ledger yet")
  local status, _, err = t.rowan("run", "source.lua", "--quiet")
  t.equal(status, 3, err)
  t.init()
  local rest = t.by_dialect { postgresql = "", sqlite = "",
    mariadb = " ENGINE=MyISAM COLLATE utf8mb4_nopad_bin" }
  if t.sqlserver then
    t.conn:exec("ALTER TABLE rowan_ledger DROP CONSTRAINT " .. t.conn:query([[SELECT name FROM sys.key_constraints
      WHERE parent_object_id = OBJECT_ID('rowan_ledger')]])[1].name)
  else
    t.drop("rowan_ledger")
    t.sql("CREATE TABLE rowan_ledger (feed VARCHAR(100) NOT NULL, doc_key VARCHAR(190) NOT NULL, status VARCHAR(10), "
    .. "reason VARCHAR(24), message TEXT, sent INTEGER, stored INTEGER, revision VARCHAR(190), "
    .. "tried_revision VARCHAR(190), mapping_hash VARCHAR(16), run_id VARCHAR(40), "
    .. t.by_dialect { postgresql = "logged_at TIMESTAMP", sqlite = "logged_at TIMESTAMP",
      mariadb = "logged_at DATETIME(3)" } .. ")" .. rest .. ";\n")
  end
  t.expect(source, t.by_dialect {
    postgresql = "", sqlite = "", sqlserver = "", mariadb = [[
error - rowan_ledger: the ledger is not transactional: documents could be loaded twice
    ALTER TABLE "rowan_ledger" ENGINE=InnoDB;
]] } .. ("error - rowan_ledger: the ledger has no primary key (feed, %s): documents could be loaded twice\n")
    :format(t.sqlserver and "doc_key_exact" or "doc_key") ..
    t.by_dialect {
      postgresql = '    ALTER TABLE "rowan_ledger" ADD PRIMARY KEY ("feed", "doc_key");\n',
      mariadb = '    ALTER TABLE "rowan_ledger" ADD PRIMARY KEY ("feed", "doc_key");\n',
      sqlserver = '    ALTER TABLE "rowan_ledger" ADD PRIMARY KEY ("feed", "doc_key_exact");\n',
      sqlite = '    CREATE UNIQUE INDEX "rowan_ledger_feed_doc_key_key" ON "rowan_ledger" ("feed", "doc_key");\n',
    })
  t.fix(source)
  t.expect(source, "")
end)

local simple = t.mapping("simple.lua", [=[
return mapping {
  name = "simple",
  source = { table = "check_docs", key = bigint "id", document = "doc", where = expr [[ id > 0 ]] },
  into "check_row" { each = "/r", key = { "id" }, columns = { id = source "id" } },
}
]=])

t.case("a user who may not read the source, nor write the tables", function()
  if t.sqlite then return end
  t.sql(t.docs .. row)
  if t.sqlserver then pcall(t.conn.exec, t.conn, "DROP LOGIN check_user") end
  t.sql(t.by_dialect {
    sqlserver = "CREATE LOGIN check_user WITH PASSWORD = 'secret';\nCREATE USER check_user FOR LOGIN check_user;\n" ..
      ("GRANT %s ON check_docs TO check_user;\n"):format(t.on_babelfish and "UPDATE" or "SELECT (id)") ..
      "GRANT SELECT ON check_row TO check_user;\n" ..
      "GRANT SELECT ON rowan_ledger TO check_user;\nGRANT SELECT ON rowan_run TO check_user;\n" ..
      "GRANT SELECT ON rowan_feed TO check_user;\nGRANT SELECT ON rowan_mapping TO check_user;\n" ..
      "GRANT SELECT ON rowan_version TO check_user;\n",
    postgresql = "CREATE ROLE check_user LOGIN;\nGRANT USAGE ON SCHEMA public TO check_user;\n" ..
      "GRANT SELECT (id) ON check_docs TO check_user;\n" ..
      "GRANT SELECT ON check_row TO check_user;\nGRANT SELECT ON rowan_ledger TO check_user;\n" ..
      "GRANT SELECT ON rowan_version TO check_user;\n",
    mariadb = "CREATE USER check_user@'127.0.0.1' IDENTIFIED BY 'secret';\n" ..
      "GRANT SELECT (id), UPDATE (doc) ON check_docs TO check_user@'127.0.0.1';\n" ..
      "GRANT SELECT ON check_row TO check_user@'127.0.0.1';\nGRANT SELECT ON rowan_ledger TO check_user@'127.0.0.1';\n" ..
      "GRANT SELECT ON rowan_run TO check_user@'127.0.0.1';\nGRANT SELECT ON rowan_feed TO check_user@'127.0.0.1';\n" ..
      "GRANT SELECT ON rowan_mapping TO check_user@'127.0.0.1';\nGRANT SELECT ON rowan_version TO check_user@'127.0.0.1';\n",
  })
  local user = t.by_dialect { postgresql = "check_user", mariadb = "'check_user'@'127.0.0.1'",
    sqlserver = '"check_user"' }
  -- Babelfish hides a table that a user may not read as a whole.
  local unread = t.on_babelfish and "there is no such source table, or the database user may not see it"
    or "the database user may not read this table"
  local wanted = ([[
error 1 check_docs: %s
    GRANT SELECT ON "check_docs" TO %s;
error 4 check_row: the database user may not insert into this table
    GRANT INSERT ON "check_row" TO %s;
error - rowan_ledger: the database user may not read and write the ledger
    GRANT SELECT, INSERT, UPDATE, DELETE ON "rowan_ledger" TO %s;
error - rowan_run: the database user may not read and write the ledger
    GRANT SELECT, INSERT, UPDATE ON "rowan_run" TO %s;
error - rowan_feed: the database user may not read and write the ledger
    GRANT SELECT, INSERT, UPDATE ON "rowan_feed" TO %s;
error - rowan_mapping: the database user may not read and write the ledger
    GRANT SELECT, INSERT ON "rowan_mapping" TO %s;
]]):format(unread, user, user, user, user, user, user)
  do -- nobody drops a login that is in use
    local theirs <close> = t.connect_as("check_user", "secret")
    t.expect(simple, wanted, theirs)
    for _, f in ipairs(theirs:check(simple)) do
      for statement in f.fix:gmatch("(%u.-);") do t.conn:exec(statement) end
    end
    t.expect(simple, "", theirs)
  end
  if t.postgresql then t.source_conn:exec "DROP OWNED BY check_user" end
  if t.on_babelfish then -- which drops no user who has rights
    t.drop("check_docs", "check_row", "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version")
  end
  t.sql(t.by_dialect { postgresql = "DROP OWNED BY check_user;\nDROP ROLE check_user;\n",
    mariadb = "DROP USER check_user@'127.0.0.1';\n", sqlserver = "DROP USER check_user;\nDROP LOGIN check_user;\n" })
end)

t.finish()
