-- For mappings that split files; made by rowan init of one that does, and of use to nobody else.

-- Places in large files, each behind so many records, so that they need not be read from their beginning. What is not
-- here is found out again, so rows may be deleted while no run is under way.
CREATE TABLE IF NOT EXISTS {split} (
    feed varchar(100) NOT NULL,
    file_key varchar(64) NOT NULL, -- SHA-256 of the file's key
    records bigint NOT NULL, -- that stand before the place
    file_facts varchar(200) NOT NULL, -- size and time of the file, and hash of the mapping, that the place is good for
    byte_offset bigint NOT NULL, -- of the file's text
    line_number bigint NOT NULL,
    markup text NOT NULL, -- what stands around records: start tags, and the DTD
    reason varchar(24), -- nothing is read from here on: why, or 'end'
    message text,
    PRIMARY KEY (feed, file_key, records)
) WITHOUT ROWID;
