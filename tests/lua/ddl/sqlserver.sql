CREATE TABLE [rowan_version] (
    version integer NOT NULL PRIMARY KEY,
    since datetime2(3) NOT NULL
);

CREATE TABLE [rowan_feed] (
    feed nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    source_kind nvarchar(20) NOT NULL,
    source_database nvarchar(255),
    source_schema nvarchar(255),
    source_name nvarchar(max) NOT NULL,
    since datetime2(3) NOT NULL
);

CREATE TABLE [rowan_ledger] (
    feed nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    doc_key nvarchar(190) COLLATE Latin1_General_100_BIN2 NOT NULL,
    doc_key_exact AS CAST(doc_key AS varbinary(380)) PERSISTED NOT NULL,
    status nvarchar(10) NOT NULL CHECK (status IN ('loaded', 'failed', 'skipped', 'stale', 'unloaded')),
    reason nvarchar(24),
    message nvarchar(max),
    sent integer NOT NULL,
    stored integer NOT NULL,
    rejected integer DEFAULT 0 NOT NULL,
    revision nvarchar(190),
    tried_revision nvarchar(190),
    tried integer DEFAULT 1 NOT NULL,
    mapping_hash nvarchar(16),
    run_id nvarchar(40) NOT NULL,
    logged_at datetime2(3) NOT NULL,
    PRIMARY KEY (feed, doc_key_exact)
);

CREATE TABLE [rowan_run] (
    run_id nvarchar(40) NOT NULL PRIMARY KEY,
    feed nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    version nvarchar(100) NOT NULL,
    mapping_hash nvarchar(16) NOT NULL,
    parameters nvarchar(max),
    settings nvarchar(max),
    host nvarchar(255),
    pid integer,
    heartbeat datetime2(3),
    started_at datetime2(3) NOT NULL,
    ended_at datetime2(3),
    outcome nvarchar(10),
    loaded bigint,
    failed bigint,
    skipped bigint,
    sent bigint,
    stored bigint,
    rejected bigint
);

CREATE TABLE [rowan_mapping] (
    mapping_hash nvarchar(16) NOT NULL,
    part integer NOT NULL,
    file_name nvarchar(max) NOT NULL,
    content nvarchar(max) NOT NULL,
    PRIMARY KEY (mapping_hash, part)
);

INSERT INTO [rowan_version] (version, since) VALUES (1, SYSUTCDATETIME());

INSERT INTO [rowan_version] (version, since) VALUES (2, SYSUTCDATETIME());

INSERT INTO [rowan_version] (version, since) VALUES (3, SYSUTCDATETIME());

CREATE TABLE [purchase_order] (
    [order_no] nvarchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [source_id] bigint,
    [placed_on] date,
    [state] nvarchar(1),
    [country] nvarchar(2),
    [buyer] nvarchar(80),
    [total] decimal(12,2),
    PRIMARY KEY ([order_no])
);

CREATE TABLE [order_line] (
    [order_no] nvarchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [line_no] int NOT NULL,
    [sku] nvarchar(20) NOT NULL,
    [item] nvarchar(80),
    [quantity] int,
    [price] decimal(12,2),
    PRIMARY KEY ([order_no], [line_no]),
    FOREIGN KEY ([order_no]) REFERENCES [purchase_order] ([order_no])
);

