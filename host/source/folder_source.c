#include "source/folder_source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum rowan_status open_root(struct rowan_folder_source *folder, const char *root,
                                   struct rowan_error *err)
{
    memset(folder, 0, sizeof *folder);
    folder->root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->root < 0)
        return rowan_fail(err, ROWAN_LOST, "file", "%s: the folder of the files cannot be opened: %s", root,
                          strerror(errno));
    return ROWAN_OK;
}

enum rowan_status rowan_folder_source_open(struct rowan_folder_source *folder, const char *root,
                                           const struct rowan_source_table *described,
                                           struct rowan_split split, size_t limit,
                                           const struct rowan_pulse *pulse, struct rowan_error *err)
{
    enum rowan_status st = open_root(folder, root, err);
    bool splits = described->split != NULL;

    if (st != ROWAN_OK)
        return st;
    if (splits) {
        split.path = described->split;
        split.key = described->split_key;
        split.key_type = &described->columns[1].type;
        rowan_split_source_init(&folder->split, folder->root, described->name, split, limit,
                                &folder->ahead.pulse);
    } else {
        rowan_file_source_init(&folder->files, folder->root, described->name, limit, &folder->ahead.pulse);
        folder->files.by_facts = described->revision == ROWAN_REVISION_COLUMN;
    }
    rowan_read_ahead_init(&folder->ahead, splits ? &folder->split.source : &folder->files.source,
                          splits ? ROWAN_RECORD_COLUMNS : ROWAN_FILES_COLUMNS, pulse);
    folder->source = &folder->ahead.source;
    return ROWAN_OK;
}

void rowan_folder_source_close(struct rowan_folder_source *folder)
{
    rowan_read_ahead_close(&folder->ahead);
    rowan_file_source_close(&folder->files);
    rowan_split_source_close(&folder->split);
    if (folder->root >= 0)
        close(folder->root);
    folder->root = -1;
}

enum rowan_status rowan_folder_source_count(const char *root, const struct rowan_source_table *described,
                                            int64_t most, int64_t *count, struct rowan_error *err)
{
    struct rowan_folder_source folder;
    enum rowan_status st = open_root(&folder, root, err);

    if (st != ROWAN_OK)
        return st;
    rowan_file_source_init(&folder.files, folder.root, described->name, 1, NULL);
    st = rowan_file_source_count(&folder.files, most, count, err);
    rowan_folder_source_close(&folder);
    return st;
}
