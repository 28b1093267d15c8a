-- Keys of rows that are not found by their document's key (lineage = true), written in the transaction of their
-- document. rowan init makes the table for the first mapping that needs it.
CREATE TABLE {lineage} (
    feed nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    doc_key nvarchar(190) COLLATE Latin1_General_100_BIN2 NOT NULL, -- as in the ledger
    doc_key_exact AS CAST(doc_key AS varbinary(380)) PERSISTED NOT NULL,
    part integer NOT NULL, -- among the document's, from 1
    table_name nvarchar(128) NOT NULL,
    key_columns nvarchar(max) NOT NULL, -- their names, as in a key
    row_keys nvarchar(max) NOT NULL, -- / between the parts of a key, a new line behind each; %25, %2F, %0A in a part
    PRIMARY KEY (feed, doc_key_exact, part)
);
