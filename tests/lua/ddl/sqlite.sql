CREATE TABLE IF NOT EXISTS "rowan_version" (
    version integer NOT NULL PRIMARY KEY,
    since timestamp NOT NULL
);

CREATE TABLE IF NOT EXISTS "rowan_feed" (
    feed varchar(100) NOT NULL PRIMARY KEY,
    source_kind varchar(20) NOT NULL,
    source_database varchar(255),
    source_schema varchar(255),
    source_name text NOT NULL,
    since timestamp NOT NULL
);

CREATE TABLE IF NOT EXISTS "rowan_ledger" (
    feed varchar(100) NOT NULL,
    doc_key varchar(190) NOT NULL,
    status varchar(10) NOT NULL CHECK (status IN ('loaded', 'failed', 'skipped', 'stale', 'unloaded')),
    reason varchar(24),
    message text,
    sent integer NOT NULL,
    stored integer NOT NULL,
    rejected integer DEFAULT 0 NOT NULL,
    revision varchar(190),
    tried_revision varchar(190),
    tried integer DEFAULT 1 NOT NULL,
    mapping_hash varchar(16),
    run_id varchar(40) NOT NULL,
    logged_at timestamp NOT NULL,
    PRIMARY KEY (feed, doc_key)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS "rowan_ledger_failed" ON "rowan_ledger" (feed, reason) WHERE status = 'failed';

CREATE TABLE IF NOT EXISTS "rowan_run" (
    run_id varchar(40) NOT NULL PRIMARY KEY,
    feed varchar(100) NOT NULL,
    version varchar(100) NOT NULL,
    mapping_hash varchar(16) NOT NULL,
    parameters text,
    settings text,
    host varchar(255),
    pid integer,
    heartbeat timestamp,
    started_at timestamp NOT NULL,
    ended_at timestamp,
    outcome varchar(10),
    loaded bigint,
    failed bigint,
    skipped bigint,
    sent bigint,
    stored bigint,
    rejected bigint
);

CREATE TABLE IF NOT EXISTS "rowan_mapping" (
    mapping_hash varchar(16) NOT NULL,
    part integer NOT NULL,
    file_name text NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (mapping_hash, part)
);

INSERT INTO "rowan_version" (version, since) VALUES (1, CURRENT_TIMESTAMP);

INSERT INTO "rowan_version" (version, since) VALUES (2, CURRENT_TIMESTAMP);

INSERT INTO "rowan_version" (version, since) VALUES (3, CURRENT_TIMESTAMP);

CREATE TABLE IF NOT EXISTS "purchase_order" (
    "order_no" VARCHAR(16) NOT NULL,
    "source_id" BIGINT,
    "placed_on" DATE,
    "state" VARCHAR(1),
    "country" VARCHAR(2),
    "buyer" VARCHAR(80),
    "total" DECIMAL(12,2),
    PRIMARY KEY ("order_no")
);

CREATE TABLE IF NOT EXISTS "order_line" (
    "order_no" VARCHAR(16) NOT NULL,
    "line_no" INTEGER NOT NULL,
    "sku" VARCHAR(20) NOT NULL,
    "item" VARCHAR(80),
    "quantity" INTEGER,
    "price" DECIMAL(12,2),
    PRIMARY KEY ("order_no", "line_no"),
    FOREIGN KEY ("order_no") REFERENCES "purchase_order" ("order_no")
);

