-- Keys of rows that are not found by their document's key (lineage = true), written in the transaction of their
-- document. rowan init makes the table for the first mapping that needs it.
CREATE TABLE IF NOT EXISTS {lineage} (
    feed varchar(100) NOT NULL,
    doc_key varchar(190) NOT NULL, -- as in the ledger
    part integer NOT NULL, -- among the document's, from 1
    table_name varchar(128) NOT NULL,
    key_columns text NOT NULL, -- their names, as in a key
    row_keys text NOT NULL, -- / between the parts of a key, a new line behind each; %25, %2F, %0A in a part
    PRIMARY KEY (feed, doc_key, part)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
