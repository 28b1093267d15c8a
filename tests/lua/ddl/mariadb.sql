CREATE TABLE IF NOT EXISTS `rowan_version` (
    version integer NOT NULL PRIMARY KEY,
    since datetime(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS `rowan_feed` (
    feed varchar(100) NOT NULL PRIMARY KEY,
    source_kind varchar(20) NOT NULL,
    source_database varchar(255),
    source_schema varchar(255),
    source_name text NOT NULL,
    since datetime(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS `rowan_ledger` (
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
    logged_at datetime(3) NOT NULL,
    PRIMARY KEY (feed, doc_key)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS `rowan_run` (
    run_id varchar(40) NOT NULL PRIMARY KEY,
    feed varchar(100) NOT NULL,
    version varchar(100) NOT NULL,
    mapping_hash varchar(16) NOT NULL,
    parameters text,
    settings text,
    host varchar(255),
    pid integer,
    heartbeat datetime(3),
    started_at datetime(3) NOT NULL,
    ended_at datetime(3),
    outcome varchar(10),
    loaded bigint,
    failed bigint,
    skipped bigint,
    sent bigint,
    stored bigint,
    rejected bigint
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS `rowan_mapping` (
    mapping_hash varchar(16) NOT NULL,
    part integer NOT NULL,
    file_name text NOT NULL,
    content mediumtext NOT NULL,
    PRIMARY KEY (mapping_hash, part)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO `rowan_version` (version, since) VALUES (1, UTC_TIMESTAMP());

INSERT INTO `rowan_version` (version, since) VALUES (2, UTC_TIMESTAMP());

INSERT INTO `rowan_version` (version, since) VALUES (3, UTC_TIMESTAMP());

CREATE TABLE IF NOT EXISTS `purchase_order` (
    `order_no` VARCHAR(16) NOT NULL,
    `source_id` BIGINT,
    `placed_on` DATE,
    `state` VARCHAR(1),
    `country` VARCHAR(2),
    `buyer` VARCHAR(80),
    `total` DECIMAL(12,2),
    PRIMARY KEY (`order_no`)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS `order_line` (
    `order_no` VARCHAR(16) NOT NULL,
    `line_no` INT NOT NULL,
    `sku` VARCHAR(20) NOT NULL,
    `item` VARCHAR(80),
    `quantity` INT,
    `price` DECIMAL(12,2),
    PRIMARY KEY (`order_no`, `line_no`),
    FOREIGN KEY (`order_no`) REFERENCES `purchase_order` (`order_no`)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

