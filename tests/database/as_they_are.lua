-- Tables that somebody made long ago: columns that the mapping does not name are the database's to fill (defaults,
-- numbers, what is calculated, triggers), types are domains, tables have partitions, foreign keys wait until COMMIT.
-- All documents are loaded, in any batches, and counted as they are. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local conn = t.conn

-- An order names its first line, whose row comes behind it, where foreign keys can wait.
local deferred = t.by_dialect { sqlite = true, postgresql = true, generic = true }

local m = t.mapping("old.lua", [[
return mapping {
  name = "old",
  source = { table = "old_docs", key = integer "id", document = "doc" },
  into "old_order" {
    each = "/order", key = { "id" },
    columns = { id = source "id", note = text(20) "note", first_no = integer "@first" },
    children = {
      into "old_line" {
        each = "line", key = { "order_id", "no" },
        columns = { order_id = parent "id", no = integer { "@no", required = true },
          qty = integer { "@qty", required = true } },
      },
      into "old_event" {
        each = "event", key = { "order_id", "no" },
        columns = { order_id = parent "id", no = position(), day = date { "@day", required = true } },
      },
    },
  },
}
]])

local tables = {
  postgresql = [[
CREATE DOMAIN old_qty AS integer CHECK (VALUE BETWEEN 1 AND 999);
CREATE TABLE old_order (id integer, note varchar(20), state varchar(10) NOT NULL DEFAULT 'new',
  made timestamp NOT NULL DEFAULT now(), first_no integer, shout text GENERATED ALWAYS AS (upper(note)) STORED,
  stamp text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE old_order_a PARTITION OF old_order FOR VALUES FROM (MINVALUE) TO (40);
CREATE TABLE old_order_b PARTITION OF old_order FOR VALUES FROM (40) TO (MAXVALUE);
CREATE TABLE old_line (serial_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id integer NOT NULL REFERENCES old_order, no integer NOT NULL, qty old_qty NOT NULL,
  price numeric(8,2) NOT NULL DEFAULT 2.50, amount numeric(12,2) GENERATED ALWAYS AS (qty * 2.5) STORED,
  UNIQUE (order_id, no));
ALTER TABLE old_order ADD FOREIGN KEY (id, first_no) REFERENCES old_line (order_id, no) DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE old_event (order_id integer NOT NULL, no integer NOT NULL, day date NOT NULL,
  PRIMARY KEY (order_id, no)) PARTITION BY HASH (order_id);
CREATE TABLE old_event_a PARTITION OF old_event FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE old_event_b PARTITION OF old_event FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE old_audit (order_id integer NOT NULL);
CREATE FUNCTION old_stamp() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN NEW.stamp := 'by trigger'\; RETURN NEW\; END $$;
CREATE TRIGGER old_stamp BEFORE INSERT ON old_order FOR EACH ROW EXECUTE FUNCTION old_stamp();
CREATE FUNCTION old_note() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO old_audit VALUES (NEW.id)\; RETURN NULL\; END $$;
CREATE TRIGGER old_note AFTER INSERT ON old_order FOR EACH ROW EXECUTE FUNCTION old_note();
]],
  mariadb = [[
CREATE TABLE old_order (id INT PRIMARY KEY, note VARCHAR(20), state VARCHAR(10) NOT NULL DEFAULT 'new',
  made TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, first_no INT, shout VARCHAR(20) AS (upper(note)) VIRTUAL,
  stamp VARCHAR(20));
CREATE TABLE old_line (serial_no BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id INT NOT NULL, no INT NOT NULL,
  qty INT NOT NULL CHECK (qty BETWEEN 1 AND 999), price DECIMAL(8,2) NOT NULL DEFAULT 2.50,
  amount DECIMAL(12,2) AS (qty * price) STORED, UNIQUE (order_id, no),
  FOREIGN KEY (order_id) REFERENCES old_order (id));
CREATE TABLE old_event (order_id INT NOT NULL, no INT NOT NULL, day DATE NOT NULL, PRIMARY KEY (order_id, no))
  PARTITION BY HASH (order_id) PARTITIONS 3;
CREATE TABLE old_audit (order_id INT NOT NULL);
CREATE TRIGGER old_stamp BEFORE INSERT ON old_order FOR EACH ROW SET NEW.stamp = 'by trigger';
CREATE TRIGGER old_note AFTER INSERT ON old_order FOR EACH ROW INSERT INTO old_audit VALUES (NEW.id);
]],
  sqlserver = [[
CREATE TYPE old_qty FROM int NOT NULL;
CREATE TABLE old_order (id int NOT NULL PRIMARY KEY, note varchar(20), state varchar(10) NOT NULL DEFAULT 'new',
  made datetime2 NOT NULL DEFAULT sysutcdatetime(), first_no int, shout AS (upper(note)), stamp varchar(20));
CREATE TABLE old_line (serial_no bigint NOT NULL IDENTITY(1,1) PRIMARY KEY,
  order_id int NOT NULL REFERENCES old_order (id), no int NOT NULL, qty old_qty CHECK (qty BETWEEN 1 AND 999),
  price decimal(8,2) NOT NULL DEFAULT 2.50, amount AS (qty * price) PERSISTED, UNIQUE (order_id, no));
CREATE TABLE old_event (order_id int NOT NULL, no int NOT NULL, day date NOT NULL, PRIMARY KEY (order_id, no));
CREATE TABLE old_audit (order_id int NOT NULL);
CREATE TRIGGER old_stamp ON old_order AFTER INSERT AS
  UPDATE old_order SET stamp = 'by trigger' WHERE id IN (SELECT id FROM inserted);
CREATE TRIGGER old_note ON old_order AFTER INSERT AS INSERT INTO old_audit SELECT id FROM inserted;
]],
  sqlite = [[
CREATE TABLE old_order (id INTEGER NOT NULL PRIMARY KEY, note VARCHAR(20), state VARCHAR(10) NOT NULL DEFAULT 'new',
  made TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, first_no INTEGER, shout TEXT AS (upper(note)) VIRTUAL, stamp TEXT,
  FOREIGN KEY (id, first_no) REFERENCES old_line (order_id, no) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE old_line (serial_no INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES old_order,
  no INTEGER NOT NULL, qty INTEGER NOT NULL CHECK (qty BETWEEN 1 AND 999), price DECIMAL(8,2) NOT NULL DEFAULT 2.50,
  amount REAL AS (qty * price) STORED, UNIQUE (order_id, no));
CREATE TABLE old_event (order_id INTEGER NOT NULL, no INTEGER NOT NULL, day DATE NOT NULL,
  PRIMARY KEY (order_id, no));
CREATE TABLE old_audit (order_id INTEGER NOT NULL);
CREATE TRIGGER old_stamp AFTER INSERT ON old_order BEGIN
  UPDATE old_order SET stamp = 'by trigger' WHERE id = NEW.id\; INSERT INTO old_audit VALUES (NEW.id)\; END;
]],
}

local function make_tables()
  if t.postgresql then
    for _, name in ipairs { "old_order", "old_line", "old_event", "old_audit" } do
      t.target_conn:exec("DROP TABLE IF EXISTS " .. name .. " CASCADE")
    end
    t.target_conn:exec "DROP DOMAIN IF EXISTS old_qty"
    t.target_conn:exec "DROP FUNCTION IF EXISTS old_stamp, old_note"
  else
    if t.sqlite then t.target_conn:exec "PRAGMA foreign_keys = OFF" end
    t.drop("old_event", "old_line", "old_order", "old_audit")
    if t.sqlite then t.target_conn:exec "PRAGMA foreign_keys = ON" end
    if t.sqlserver then t.target_conn:exec "DROP TYPE IF EXISTS old_qty" end
  end
  for statement in t.by_dialect(tables):gmatch "(%u.-[^\\]);\n" do
    t.target_conn:exec((statement:gsub("\\;", ";")))
  end
  t.forget()
  t.drop_any "old_docs"
  t.init_tables "old.lua"
  t.make_source(m)
end

-- Which line an order calls its first, and how many one line has.
local function document(i, first, qty)
  return ("<order first='%d'><note>note %d</note><line no='1' qty='%d'/><line no='2' qty='5'/>\z
    <event day='2024-02-29'/></order>"):format(first, i, qty)
end

local function one(sql)
  local row = conn:query(sql)[1]
  local name = next(row)
  return row[name]
end

local COUNT = 80

t.test("rows and counts are those of the documents", function()
  make_tables()
  local rows = {}
  for i = 1, COUNT do rows[i] = { i, document(i, i % 2 + 1, i) } end
  rows[33][2] = document(33, 1, 1000) -- which the domain, or the table, refuses
  if deferred then rows[50][2] = document(50, 9, 1) end -- a line that is not there
  conn:insert("old_docs", { "id", "doc" }, rows)
  local failed = deferred and 2 or 1
  local loaded = COUNT - failed
  for _, found in ipairs(conn:check(m)) do t.equal(found.severity, "warning", found.message) end
  local result = t.run(m, { chunk = 23, page = 5, commit = 7 })
  t.equal({ result.outcome, result.loaded, result.failed, result.restarts }, { "done", loaded, failed, 0 })
  t.equal({ result.sent, result.rows }, { loaded * 4, loaded * 4 })
  t.equal(one "SELECT count(*) AS n FROM old_line", loaded * 2)
  t.equal(one "SELECT count(*) AS n FROM old_event", loaded)
  t.equal(one "SELECT count(*) AS n FROM old_audit", loaded, "rows that the trigger wrote")
  t.equal(one "SELECT count(*) AS n FROM old_order WHERE state = 'new' AND made IS NOT NULL \z
    AND stamp = 'by trigger' AND shout = upper(note)", loaded)
  t.equal(one "SELECT count(*) AS n FROM old_line WHERE price = 2.5 AND amount = qty * 2.5", loaded * 2)
  t.equal(one "SELECT count(DISTINCT serial_no) AS n FROM old_line", loaded * 2)
  t.equal(one "SELECT count(*) AS n FROM rowan_ledger WHERE status = 'failed' AND reason = 'database'", failed)
  t.contains(one "SELECT message FROM rowan_ledger WHERE doc_key = '33'", "old_line")
end)

t.test("what was refused is loaded when it is mended, and nothing twice", function()
  conn:exec("UPDATE old_docs SET doc = ? WHERE id = 33", document(33, 2, 3))
  conn:exec("UPDATE old_docs SET doc = ? WHERE id = 50", document(50, 1, 50))
  t.equal((t.rowan("retry", "old.lua")), 0)
  local result = t.run(m, { chunk = 23 })
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", deferred and 2 or 1, 0 })
  t.equal(one "SELECT count(*) AS n FROM old_order", COUNT)
  t.equal(one "SELECT count(*) AS n FROM old_audit", COUNT)
  t.equal(t.run(m).loaded, 0)
end)

t.finish()
