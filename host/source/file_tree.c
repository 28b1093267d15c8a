/*
 * A folder's name counts with a slash at its end where names are sorted, an archive's with two. So all keys
 * below it stand between the file before it and the one behind it, and the whole is in order without being in
 * memory.
 */
#include "source/file_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_pattern.h"
#include "source/source.h"

/* A name in a folder's list: as a part of a key, with '/' at its end if it is a folder, and "//" if it is an
 * archive. Of an archive's list: the key of a member below the archive's. */
struct name {
    size_t begin;
    size_t size;
    uint64_t position;
    enum rowan_member_kind kind;
};

/* What an archive says of a member. */
struct facts {
    int64_t size, modified;
};

/* A folder that is being gone through. */
struct level {
    struct rowan_buffer bytes;
    struct name *names;
    size_t count, capacity;
    size_t at;       /* the next one */
    size_t key_size; /* of the folder's own key, its slash included */
    bool archive;
    struct facts *facts; /* of members by their position; of no use where nobody wants them */
    size_t facts_capacity;
};

struct rowan_file_tree {
    int root;
    const char *pattern;
    bool split; /* a file has records, whose keys begin with its own and two slashes */
    bool keeps_facts;
    struct rowan_range range;
    const struct rowan_pulse *pulse;
    struct rowan_buffer bounds; /* copies of the range's texts */
    struct level levels[ROWAN_FILE_DEPTH];
    size_t depth;             /* levels in use */
    struct rowan_buffer key;  /* of the last level's folder, then of what was found */
    struct rowan_buffer path; /* likewise, as the file system has it, terminated */
};

/* ---- the range ---- */

static bool is_in_range(const struct rowan_range *range, struct rowan_slice key)
{
    return (!range->after.data || rowan_file_key_compare(key, range->after) > 0) &&
           (!range->from.data || rowan_file_key_compare(key, range->from) >= 0) &&
           (!range->to.data || rowan_file_key_compare(key, range->to) <= 0);
}

/* May a key that begins so be in the range? */
static bool may_be_in_range(const struct rowan_range *range, struct rowan_slice beginning)
{
    struct rowan_slice low = range->after.data ? range->after : range->from;

    if (low.data && rowan_file_key_compare(beginning, low) < 0 && !rowan_file_key_begins(low, beginning))
        return false;
    return !range->to.data || rowan_file_key_compare(beginning, range->to) <= 0;
}

/* ---- folders ---- */

int rowan_file_tree_folder(int root, const char *path)
{
    char part[ROWAN_FILE_PATH + 1];
    int fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    while (fd >= 0 && *path) {
        size_t size = strcspn(path, "/");
        int next, why;
        if (size >= sizeof part) {
            close(fd);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(part, path, size);
        part[size] = '\0';
        path += size + (path[size] == '/');
        next = openat(fd, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        why = errno;
        close(fd);
        errno = why;
        fd = next;
    }
    return fd;
}

static bool is_folder(int folder, const struct dirent *entry)
{
    struct stat st;

    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static bool add_name(struct level *level, size_t begin)
{
    if (level->count == level->capacity) {
        size_t capacity = level->capacity ? level->capacity * 2 : 64;
        struct name *names = realloc(level->names, capacity * sizeof *names);
        if (!names)
            return false;
        level->names = names;
        level->capacity = capacity;
    }
    level->names[level->count++] = (struct name){.begin = begin, .size = level->bytes.size - begin};
    return true;
}

static bool keep_facts(struct level *level, const struct rowan_member *member)
{
    if (member->position >= level->facts_capacity) {
        size_t capacity = level->facts_capacity ? level->facts_capacity : 64;
        struct facts *facts;
        while (capacity <= member->position)
            capacity *= 2;
        facts = realloc(level->facts, capacity * sizeof *facts);
        if (!facts)
            return false;
        level->facts = facts;
        level->facts_capacity = capacity;
    }
    level->facts[member->position] = (struct facts){member->size, member->modified};
    return true;
}

/* A folder is gone through again for every chunk, so what is quick comes first. */
static bool may_be_wanted(struct rowan_file_tree *tree, bool folder)
{
    struct rowan_slice key = rowan_buffer_slice(&tree->key);

    return folder || tree->split ? may_be_in_range(&tree->range, key) : is_in_range(&tree->range, key);
}

/* The folder's own path and key stand in tree; what is added to them here is taken away again. */
static bool is_wanted(struct rowan_file_tree *tree, const char *name, bool folder, struct rowan_slice part,
                      bool *no_memory)
{
    size_t path_size = tree->path.size, key_size = tree->key.size;
    bool wanted;

    *no_memory = !rowan_buffer_append(&tree->key, part.data, part.size);
    wanted = !*no_memory && may_be_wanted(tree, folder);
    tree->key.size = key_size;
    if (!wanted)
        return false;
    *no_memory = !rowan_buffer_append_slice(&tree->path, name) || !rowan_buffer_string(&tree->path);
    if (*no_memory)
        wanted = false;
    else
        wanted = folder ? rowan_file_pattern_reaches(tree->pattern, tree->path.data)
                        : rowan_file_pattern_matches(tree->pattern, tree->path.data);
    tree->path.size = path_size;
    return wanted;
}

/* Of files that are split: is it one, and no folder and no archive? */
static bool is_split(const char *end, const char *name)
{
    return strcmp(end, "//") == 0 && rowan_archive_kind_of(name) == ROWAN_ARCHIVE_NONE;
}

/* end: what its key has behind the name. */
static bool take_name(struct rowan_file_tree *tree, struct level *level, const char *name, const char *end)
{
    size_t begin = level->bytes.size;
    struct rowan_slice part;
    bool no_memory, container = *end && !is_split(end, name);

    if (!rowan_file_key_add(&level->bytes, rowan_slice_of(name)) ||
        !rowan_buffer_append_slice(&level->bytes, end))
        return false;
    part = (struct rowan_slice){level->bytes.data + begin, level->bytes.size - begin};
    if (!is_wanted(tree, name, container, part, &no_memory)) {
        level->bytes.size = begin;
        return !no_memory;
    }
    return add_name(level, begin);
}

static const char *end_of(const struct rowan_file_tree *tree, int folder, const struct dirent *entry)
{
    if (is_folder(folder, entry))
        return "/";
    return tree->split || rowan_archive_kind_of(entry->d_name) != ROWAN_ARCHIVE_NONE ? "//" : "";
}

/* 0, or an errno. */
static int read_names(struct rowan_file_tree *tree, struct level *level, DIR *dir)
{
    const struct dirent *entry;

    for (errno = 0; (entry = readdir(dir)); errno = 0) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (!take_name(tree, level, entry->d_name, end_of(tree, dirfd(dir), entry)))
            return ENOMEM;
    }
    return errno;
}

static struct rowan_slice name_at(const struct level *level, size_t i)
{
    return (struct rowan_slice){level->bytes.data + level->names[i].begin, level->names[i].size};
}

/* ---- in order ---- */

/* Down in a heap: what stands at i is not behind those below it. Names lie in bytes, which qsort cannot be
 * told of, and a heap needs no memory of its own. */
static void sift(struct level *level, size_t i, size_t count)
{
    for (size_t child; (child = 2 * i + 1) < count; i = child) {
        struct name name = level->names[i];
        if (child + 1 < count && rowan_file_key_compare(name_at(level, child), name_at(level, child + 1)) < 0)
            child++;
        if (rowan_file_key_compare(name_at(level, i), name_at(level, child)) >= 0)
            return;
        level->names[i] = level->names[child];
        level->names[child] = name;
    }
}

static void sort(struct level *level)
{
    for (size_t i = level->count / 2; i-- > 0;)
        sift(level, i, level->count);
    for (size_t end = level->count; end-- > 1;) {
        struct name first = level->names[0];
        level->names[0] = level->names[end];
        level->names[end] = first;
        sift(level, 0, end);
    }
}

/* Read the folder that stands in tree as a new level. 0, or an errno. */
static int enter(struct rowan_file_tree *tree)
{
    struct level *level = &tree->levels[tree->depth];
    int fd, why;
    DIR *dir;

    level->bytes.size = level->count = level->at = 0;
    level->key_size = tree->key.size;
    level->archive = false;
    if (tree->path.size > ROWAN_FILE_PATH)
        return ENAMETOOLONG;
    fd = rowan_file_tree_folder(tree->root, tree->path.data);
    if (fd < 0)
        return errno;
    dir = fdopendir(fd);
    if (!dir) {
        why = errno;
        close(fd);
        return why;
    }
    why = read_names(tree, level, dir);
    closedir(dir);
    if (why)
        return why;
    sort(level);
    tree->depth++;
    return 0;
}

/* ---- archives ---- */

/* Open the file that stands in tree, which has "//" at its end. -1 and errno. */
static int open_archive(struct rowan_file_tree *tree)
{
    char *path = tree->path.data, *slash;
    int folder, fd, why;
    struct stat st;

    path[tree->path.size - 2] = '\0';
    slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    folder = rowan_file_tree_folder(tree->root, slash ? path : "");
    if (slash)
        *slash = '/';
    fd = folder < 0 ? -1
                    : openat(folder, slash ? slash + 1 : path,
                             O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    why = errno;
    if (folder >= 0)
        close(folder);
    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
        close(fd);
        fd = -1;
        why = EINVAL;
    }
    errno = why;
    return fd;
}

/* The archive's path and key stand in tree, its path with one slash at its end. */
static enum rowan_archive_outcome take_member(void *context, const struct rowan_member *member)
{
    struct rowan_file_tree *tree = context;
    struct level *level = &tree->levels[tree->depth];
    size_t begin = level->bytes.size, path_size = tree->path.size;
    struct rowan_slice part;
    bool no_memory = false, wanted;

    if (member->kind == ROWAN_MEMBER_FOLDER)
        return ROWAN_ARCHIVE_OK;
    if (!rowan_archive_clean_path(member->path, &tree->path) ||
        !rowan_file_key_add(&level->bytes, rowan_slice_of(member->path)))
        return ROWAN_ARCHIVE_NO_MEMORY;
    wanted = level->bytes.size > begin && level->bytes.data[level->bytes.size - 1] != '/' &&
             tree->path.size > path_size;
    if (wanted && tree->split && !rowan_buffer_append_slice(&level->bytes, "//"))
        return ROWAN_ARCHIVE_NO_MEMORY;
    part = (struct rowan_slice){level->bytes.data + begin, level->bytes.size - begin};
    wanted = wanted && is_wanted(tree, "", false, part, &no_memory);
    tree->path.size = path_size;
    if (!wanted) {
        level->bytes.size = begin;
        return no_memory ? ROWAN_ARCHIVE_NO_MEMORY : ROWAN_ARCHIVE_OK;
    }
    if (!add_name(level, begin) || (tree->keeps_facts && !keep_facts(level, member)))
        return ROWAN_ARCHIVE_NO_MEMORY;
    level->names[level->count - 1].position = member->position;
    level->names[level->count - 1].kind = member->kind;
    return ROWAN_ARCHIVE_OK;
}

/* Of members with one path none is read: which of them is meant is not ours to say. */
static void mark_twice(struct level *level)
{
    size_t kept = 0;

    for (size_t i = 0; i < level->count; i++) {
        if (kept && rowan_slice_equal(name_at(level, kept - 1), name_at(level, i)))
            level->names[kept - 1].kind = ROWAN_MEMBER_TWICE;
        else
            level->names[kept++] = level->names[i];
    }
    level->count = kept;
}

/* Read the members of the archive that stands in tree as a new level. 0, or an errno: EBADMSG when it is none
 * or damaged. */
static int enter_archive(struct rowan_file_tree *tree)
{
    struct level *level = &tree->levels[tree->depth];
    enum rowan_archive_kind kind;
    enum rowan_archive_outcome outcome;
    int fd = open_archive(tree);

    level->bytes.size = level->count = level->at = 0;
    level->key_size = tree->key.size;
    level->archive = true;
    if (fd < 0)
        return errno;
    kind = rowan_archive_kind_of(tree->path.data);
    tree->path.data[tree->path.size - 2] = '/';
    tree->path.size--;
    outcome = rowan_archive_list(fd, kind, tree->pulse, take_member, tree, NULL, 0);
    if (outcome == ROWAN_ARCHIVE_NO_MEMORY)
        return ENOMEM;
    if (outcome != ROWAN_ARCHIVE_END)
        return EBADMSG;
    sort(level);
    mark_twice(level);
    tree->depth++;
    return 0;
}

/* ---- the whole ---- */

static bool copy_bound(struct rowan_file_tree *tree, struct rowan_slice from, struct rowan_slice *to)
{
    *to = from;
    if (!from.data)
        return true;
    to->data = tree->bounds.data + tree->bounds.size; /* the room is there */
    return rowan_buffer_append(&tree->bounds, from.data, from.size);
}

static bool copy_range(struct rowan_file_tree *tree, const struct rowan_range *range)
{
    return rowan_buffer_reserve(&tree->bounds, range->after.size + range->from.size + range->to.size + 1) &&
           copy_bound(tree, range->after, &tree->range.after) &&
           copy_bound(tree, range->from, &tree->range.from) && copy_bound(tree, range->to, &tree->range.to);
}

/* What is no fault of one folder. */
static enum rowan_status fail(int why, struct rowan_error *err)
{
    if (why == ENOMEM)
        return rowan_out_of_memory(err);
    return rowan_fail(err, ROWAN_LOST, "file", "the folder of the files cannot be read: %s", strerror(why));
}

static bool is_of_all(int why)
{
    return why == ENOMEM || why == EMFILE || why == ENFILE;
}

enum rowan_status rowan_file_tree_open(struct rowan_file_tree **out, int root, const char *pattern,
                                       bool split, const struct rowan_range *range,
                                       const struct rowan_pulse *pulse, struct rowan_error *err)
{
    struct rowan_file_tree *tree = calloc(1, sizeof *tree);
    int why;

    *out = NULL;
    if (!tree)
        return rowan_out_of_memory(err);
    tree->root = root;
    tree->pattern = pattern;
    tree->split = split;
    tree->pulse = pulse;
    *out = tree;
    if (!copy_range(tree, range) || !rowan_buffer_string(&tree->path))
        return rowan_out_of_memory(err);
    why = enter(tree);
    return why ? fail(why, err) : ROWAN_OK;
}

void rowan_file_tree_close(struct rowan_file_tree *tree)
{
    if (!tree)
        return;
    for (size_t i = 0; i < ROWAN_FILE_DEPTH; i++) {
        rowan_buffer_clear(&tree->levels[i].bytes);
        free(tree->levels[i].names);
        free(tree->levels[i].facts);
    }
    rowan_buffer_clear(&tree->bounds);
    rowan_buffer_clear(&tree->key);
    rowan_buffer_clear(&tree->path);
    free(tree);
}

void rowan_file_tree_keep_facts(struct rowan_file_tree *tree)
{
    tree->keeps_facts = true;
}

/* key is that of a folder or an archive, and path its path. One that is gone is left out, as a file is. */
static int go_down(struct rowan_file_tree *tree, bool *found)
{
    struct rowan_slice key = rowan_buffer_slice(&tree->key);
    bool archive = key.size > 1 && key.data[key.size - 2] == '/';
    int why;

    if (tree->depth == ROWAN_FILE_DEPTH)
        why = ELOOP;
    else
        why = archive ? enter_archive(tree) : enter(tree);

    *found = why != 0 && why != ENOENT && !is_of_all(why) && is_in_range(&tree->range, key);
    return why != 0 && is_of_all(why) ? why : 0;
}

/* Make key and path those of the last level's folder, and then of a name in it. */
static bool set_place(struct rowan_file_tree *tree, size_t key_size, struct rowan_slice name)
{
    tree->key.size = key_size;
    tree->path.size = 0;
    return rowan_buffer_append(&tree->key, name.data, name.size) &&
           rowan_file_key_path(&tree->path, rowan_buffer_slice(&tree->key)) &&
           rowan_buffer_string(&tree->path);
}

/* Whether the name is that of a file that is split. */
static bool has_records(const struct rowan_file_tree *tree, const struct level *level,
                        struct rowan_slice name)
{
    char text[ROWAN_FILE_PATH + 1];
    size_t size = name.size - 2;

    if (!tree->split || name.size < 3 || memcmp(name.data + size, "//", 2) != 0)
        return false;
    if (level->archive || size >= sizeof text)
        return true;
    memcpy(text, name.data, size);
    text[size] = '\0';
    return rowan_archive_kind_of(text) == ROWAN_ARCHIVE_NONE;
}

/* Whoever begins at what comes next has to go through so many names before. */
static size_t count_listed(const struct rowan_file_tree *tree)
{
    size_t count = 0;

    for (size_t i = 0; i < tree->depth; i++)
        count += tree->levels[i].archive ? 0 : tree->levels[i].count;
    return count;
}

enum rowan_status rowan_file_tree_next(struct rowan_file_tree *tree, struct rowan_file_found *out, bool *more,
                                       struct rowan_error *err)
{
    *more = true;
    while (tree->depth) {
        struct level *level = &tree->levels[tree->depth - 1];
        struct rowan_slice name;
        bool found = true;
        int why = 0;
        if (level->at == level->count) {
            tree->depth--;
            continue;
        }
        *out = (struct rowan_file_found){.archive = level->archive ? level->key_size : 0,
                                         .members = level->archive ? level->count : 0,
                                         .listed = count_listed(tree),
                                         .position = level->names[level->at].position,
                                         .kind = level->names[level->at].kind};
        if (tree->keeps_facts && level->archive) {
            out->size = level->facts[out->position].size;
            out->modified = level->facts[out->position].modified;
        }
        name = name_at(level, level->at++);
        if (!set_place(tree, level->key_size, name))
            return rowan_out_of_memory(err);
        out->records = has_records(tree, level, name);
        if (name.data[name.size - 1] == '/' && !out->records)
            why = go_down(tree, &found);
        if (why)
            return fail(why, err);
        out->key = rowan_buffer_slice(&tree->key);
        if (found)
            return ROWAN_OK;
    }
    *more = false;
    return ROWAN_OK;
}
