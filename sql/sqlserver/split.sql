-- For mappings that split files; made by rowan init of one that does, and of use to nobody else.

-- Places in large files, each behind so many records, so that they need not be read from their beginning. What is not
-- here is found out again, so rows may be deleted while no run is under way.
CREATE TABLE {split} (
    feed nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    file_key nvarchar(64) NOT NULL, -- SHA-256 of the file's key
    records bigint NOT NULL, -- that stand before the place
    file_facts nvarchar(200) NOT NULL, -- size and time of the file, and hash of the mapping, that the place is good for
    byte_offset bigint NOT NULL, -- of the file's text
    line_number bigint NOT NULL,
    markup nvarchar(max) NOT NULL, -- what stands around records: start tags, and the DTD
    reason nvarchar(24), -- nothing is read from here on: why, or 'end'
    message nvarchar(max),
    PRIMARY KEY (feed, file_key, records)
);
