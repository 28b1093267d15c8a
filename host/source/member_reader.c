/*
 * A position says where a member is; its path is compared with what was listed, since the archive may be
 * another one by now.
 */
#include "source/member_reader.h"

#include <string.h>
#include <unistd.h>

#define KEPT ((size_t)4 << 20) /* of a buffer, for the next member */

void rowan_member_reader_init(struct rowan_member_reader *members)
{
    memset(members, 0, sizeof *members);
}

static void close_archive(struct rowan_member_reader *members)
{
    rowan_archive_close(members->archive);
    members->archive = NULL;
}

void rowan_member_reader_close(struct rowan_member_reader *members)
{
    close_archive(members);
    rowan_buffer_clear(&members->path);
    rowan_buffer_clear(&members->key);
}

/* Why a member is not read whatever the archive holds for it; NULL: it is read. */
static const char *refuse_kind(enum rowan_member_kind kind)
{
    switch (kind) {
    case ROWAN_MEMBER_LINK:
        return "this member is a link, which is not followed";
    case ROWAN_MEMBER_SPECIAL:
        return "this member is no regular file but a named pipe or a device";
    case ROWAN_MEMBER_OUTSIDE:
        return "this member's path leads out of its archive, and it is not read";
    case ROWAN_MEMBER_TWICE:
        return "the archive has several members of this path, and none of them is read";
    case ROWAN_MEMBER_FILE:
    case ROWAN_MEMBER_FOLDER:
        break;
    }
    return NULL;
}

/* Have the archive open before the position. */
static enum rowan_status open_archive(struct rowan_member_reader *members, struct rowan_file_reader *reader,
                                      const char *path, uint64_t position, enum rowan_file_outcome *outcome,
                                      struct rowan_error *err)
{
    enum rowan_status st;

    if (members->archive && members->position <= position && strcmp(members->path.data, path) == 0)
        return ROWAN_OK;
    close_archive(members);
    members->path.size = 0;
    if (!rowan_buffer_append_slice(&members->path, path) || !rowan_buffer_string(&members->path))
        return rowan_out_of_memory(err);
    st = rowan_file_reader_open(reader, path, &members->fd, outcome, err);
    if (st != ROWAN_OK || members->fd < 0)
        return st;
    members->facts = reader->facts;
    members->position = 0;
    members->archive = rowan_archive_open(members->fd, rowan_archive_kind_of(path), reader->pulse);
    if (!members->archive)
        return rowan_out_of_memory(err);
    rowan_archive_skip_checksum(members->archive);
    return ROWAN_OK;
}

static void refuse_archive(struct rowan_file_reader *reader, enum rowan_file_outcome *outcome,
                           const char *why)
{
    rowan_file_reader_refuse(reader, outcome, "archive", "the archive cannot be read: %.140s", why);
}

/* The member's own part of the key. */
static struct rowan_slice member_key(const struct rowan_file_found *found)
{
    return (struct rowan_slice){found->key.data + found->archive,
                                found->key.size - found->archive - (found->records ? 2 : 0)};
}

/* Go to the member at the position. */
static enum rowan_status find(struct rowan_member_reader *members, struct rowan_file_reader *reader,
                              const struct rowan_file_found *found, enum rowan_file_outcome *outcome,
                              struct rowan_error *err)
{
    enum rowan_archive_outcome got = ROWAN_ARCHIVE_OK;
    struct rowan_member member = {.path = ""};

    while (got == ROWAN_ARCHIVE_OK && members->position <= found->position) {
        got = rowan_archive_next(members->archive, &member);
        members->position++;
    }
    if (got == ROWAN_ARCHIVE_NO_MEMORY)
        return rowan_out_of_memory(err);
    if (got == ROWAN_ARCHIVE_BROKEN) {
        refuse_archive(reader, outcome, rowan_archive_why(members->archive));
        return ROWAN_OK;
    }
    members->key.size = 0;
    if (got == ROWAN_ARCHIVE_OK && !rowan_file_key_add(&members->key, rowan_slice_of(member.path)))
        return rowan_out_of_memory(err);
    members->member = (struct stat){.st_size = (off_t)member.size, .st_mtim.tv_sec = (time_t)member.modified};
    if (got != ROWAN_ARCHIVE_OK || !rowan_slice_equal(rowan_buffer_slice(&members->key), member_key(found)))
        rowan_file_reader_refuse(reader, outcome, "changed",
                                 "the archive changed since its members were listed");
    return ROWAN_OK;
}

enum rowan_status rowan_member_reader_open(struct rowan_member_reader *members,
                                           struct rowan_file_reader *reader, const char *archive,
                                           const struct rowan_file_found *found,
                                           enum rowan_file_outcome *outcome, struct rowan_error *err)
{
    const char *why = refuse_kind(found->kind);
    enum rowan_status st;

    *outcome = ROWAN_FILE_READ;
    if (why) {
        rowan_file_reader_refuse(reader, outcome, "file", "%s", why);
        return ROWAN_OK;
    }
    st = open_archive(members, reader, archive, found->position, outcome, err);
    if (st == ROWAN_OK && *outcome == ROWAN_FILE_READ)
        st = find(members, reader, found, outcome, err);
    if (st != ROWAN_OK || *outcome != ROWAN_FILE_READ)
        close_archive(members); /* it is not known where it is */
    else
        reader->facts = members->facts;
    return st;
}

static enum rowan_status read_found(struct rowan_member_reader *members, struct rowan_file_reader *reader,
                                    enum rowan_file_outcome *outcome, struct rowan_error *err)
{
    rowan_buffer_reset(&reader->bytes, KEPT);
    switch (rowan_archive_read(members->archive, reader->limit, &reader->bytes)) {
    case ROWAN_ARCHIVE_NO_MEMORY:
        return rowan_out_of_memory(err);
    case ROWAN_ARCHIVE_LONG:
        *outcome = ROWAN_FILE_LONG;
        return ROWAN_OK;
    case ROWAN_ARCHIVE_BROKEN:
    case ROWAN_ARCHIVE_END:
        rowan_file_reader_refuse(reader, outcome, "archive", "the member cannot be read: %.140s",
                                 rowan_archive_why(members->archive));
        return ROWAN_OK;
    case ROWAN_ARCHIVE_OK:
        break;
    }
    if (!rowan_buffer_string(&reader->bytes))
        return rowan_out_of_memory(err);
    if (!rowan_file_reader_is_same(reader, members->fd)) {
        rowan_file_reader_refuse(reader, outcome, "changed", "the archive changed while it was read");
        close_archive(members); /* the next member may be the new one's */
    }
    members->member.st_size = (off_t)reader->bytes.size;
    reader->facts = members->member;
    return ROWAN_OK;
}

enum rowan_status rowan_member_reader_read(struct rowan_member_reader *members,
                                           struct rowan_file_reader *reader, const char *archive,
                                           const struct rowan_file_found *found,
                                           enum rowan_file_outcome *outcome, struct rowan_error *err)
{
    enum rowan_status st = rowan_member_reader_open(members, reader, archive, found, outcome, err);

    return st == ROWAN_OK && *outcome == ROWAN_FILE_READ ? read_found(members, reader, outcome, err) : st;
}

enum rowan_status rowan_member_reader_bytes(void *context, char *out, size_t room, size_t *got,
                                            struct rowan_error *err)
{
    const struct rowan_member_reader *members = context;

    switch (rowan_archive_read_some(members->archive, out, room, got)) {
    case ROWAN_ARCHIVE_NO_MEMORY:
        return rowan_out_of_memory(err);
    case ROWAN_ARCHIVE_OK:
        return ROWAN_OK;
    default:
        return rowan_fail(err, ROWAN_DOCUMENT, "archive", "the member cannot be read: %.140s",
                          rowan_archive_why(members->archive));
    }
}

/* Its own level counts as one: it is a folder to who looks for files. */
static int depth_of(const char *path)
{
    int depth = 1;

    for (; *path; path++)
        depth += *path == '/';
    return depth;
}

enum rowan_status rowan_member_reader_look(struct rowan_file_reader *reader, const char *archive,
                                           enum rowan_file_outcome *outcome, struct rowan_error *err)
{
    char why[200];
    enum rowan_status st;
    int fd;

    if (depth_of(archive) >= ROWAN_FILE_DEPTH) {
        *outcome = ROWAN_FILE_READ;
        rowan_file_reader_refuse(reader, outcome, "file",
                                 "the archive is too deep: members of it are not looked for");
        return ROWAN_OK;
    }
    st = rowan_file_reader_open(reader, archive, &fd, outcome, err);
    if (fd < 0)
        return st;
    switch (
        rowan_archive_list(fd, rowan_archive_kind_of(archive), reader->pulse, NULL, NULL, why, sizeof why)) {
    case ROWAN_ARCHIVE_NO_MEMORY:
        return rowan_out_of_memory(err);
    case ROWAN_ARCHIVE_BROKEN:
        refuse_archive(reader, outcome, why);
        break;
    default:
        *outcome = ROWAN_FILE_GONE;
        break;
    }
    return ROWAN_OK;
}
