#include "source/found_reader.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void rowan_found_reader_init(struct rowan_found_reader *reader, int root, size_t limit,
                             const struct rowan_pulse *pulse)
{
    memset(reader, 0, sizeof *reader);
    rowan_file_reader_init(&reader->files, root, limit);
    rowan_member_reader_init(&reader->members);
    reader->files.pulse = pulse;
}

void rowan_found_reader_end(struct rowan_found_reader *reader)
{
    rowan_member_reader_close(&reader->members);
}

void rowan_found_reader_clear(struct rowan_found_reader *reader)
{
    rowan_member_reader_close(&reader->members);
    rowan_file_reader_clear(&reader->files);
    rowan_buffer_clear(&reader->path);
}

/* ---- columns ---- */

/* Of a key without slashes at its end. */
static struct rowan_slice name_of(struct rowan_slice key)
{
    struct rowan_slice name = key;

    for (size_t i = 0; i + 1 < key.size; i++)
        if (key.data[i] == '/')
            name = (struct rowan_slice){key.data + i + 1, key.size - i - 1};
    return name;
}

/* That of the file, where it is split. */
static struct rowan_slice file_key(const struct rowan_file_found *found)
{
    struct rowan_slice key = found->key;

    if (found->records)
        key.size -= 2;
    return key;
}

/* Seconds are what most databases and file systems have in common. */
void rowan_found_reader_columns(struct rowan_found_reader *reader, const struct rowan_file_found *found,
                                const struct stat *facts)
{
    struct rowan_slice key = file_key(found);
    struct rowan_slice *columns = reader->columns;
    struct tm utc;

    columns[ROWAN_FILES_PATH] = key;
    columns[ROWAN_FILES_NAME] = name_of(key);
    columns[ROWAN_FILES_MODIFIED] = (struct rowan_slice){NULL, 0};
    if (gmtime_r(&facts->st_mtim.tv_sec, &utc)) {
        size_t size = strftime(reader->modified, sizeof reader->modified, "%Y-%m-%d %H:%M:%S", &utc);
        columns[ROWAN_FILES_MODIFIED] = (struct rowan_slice){reader->modified, size};
    }
    snprintf(reader->size, sizeof reader->size, "%lld", (long long)facts->st_size);
    columns[ROWAN_FILES_SIZE] = rowan_slice_of(reader->size);
    columns[ROWAN_FILES_MEMBER] = (struct rowan_slice){NULL, 0};
    if (found->archive)
        columns[ROWAN_FILES_MEMBER] =
            (struct rowan_slice){key.data + found->archive, key.size - found->archive};
}

/* ---- reading ---- */

bool rowan_found_reader_path(struct rowan_found_reader *reader, const struct rowan_file_found *found)
{
    struct rowan_slice key = file_key(found);

    if (found->archive)
        key.size = found->archive - 2;
    else if (!found->records && key.size > 1 && memcmp(key.data + key.size - 2, "//", 2) == 0)
        key.size -= 2;
    reader->path.size = 0;
    return rowan_file_key_path(&reader->path, key) && rowan_buffer_string(&reader->path);
}

enum rowan_status rowan_found_reader_read(struct rowan_found_reader *reader,
                                          const struct rowan_file_found *found,
                                          enum rowan_file_outcome *outcome, struct rowan_error *err)
{
    struct rowan_slice key = found->key;
    bool archive = !found->archive && key.size > 1 && memcmp(key.data + key.size - 2, "//", 2) == 0;

    if (!rowan_found_reader_path(reader, found))
        return rowan_out_of_memory(err);
    if (found->archive)
        return rowan_member_reader_read(&reader->members, &reader->files, reader->path.data, found, outcome,
                                        err);
    if (archive)
        return rowan_member_reader_look(&reader->files, reader->path.data, outcome, err);
    return rowan_file_reader_read(&reader->files, reader->path.data, outcome, err);
}

void rowan_found_reader_item(struct rowan_found_reader *reader, const struct rowan_file_found *found,
                             enum rowan_file_outcome outcome, struct rowan_item *item)
{
    *item = (struct rowan_item){.key = found->key, .columns = reader->columns, .is_bytes = true};
    switch (outcome) {
    case ROWAN_FILE_READ:
        rowan_found_reader_columns(reader, found, &reader->files.facts);
        item->document = rowan_buffer_slice(&reader->files.bytes);
        break;
    case ROWAN_FILE_LONG:
        item->unread = ROWAN_UNREAD_LONG;
        break;
    case ROWAN_FILE_REFUSED:
        item->unread = ROWAN_UNREAD_REFUSED;
        item->reason = reader->files.reason;
        item->message = reader->files.message;
        break;
    case ROWAN_FILE_GONE:
        break;
    }
}
