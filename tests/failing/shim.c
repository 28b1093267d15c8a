#include "shim.h"

#include <libxml/xmlmemory.h>
#include <string.h>

struct shim shim;

/* Names are the linker's. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t size);
void __wrap_free(void *block);

static bool fails(void)
{
    shim.count++;
    if (!shim.fail_at || shim.count < shim.fail_at || (shim.count > shim.fail_at && !shim.go_on))
        return false;
    shim.hit = true;
    return true;
}

static void *note(void *block)
{
    shim.live += block != NULL;
    return block;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : note(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : note(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
    if (fails())
        return NULL;
    return old ? __real_realloc(old, size) : note(__real_realloc(NULL, size));
}

char *__wrap_strdup(const char *s)
{
    return fails() ? NULL : note(__real_strdup(s));
}

char *__wrap_strndup(const char *s, size_t size)
{
    return fails() ? NULL : note(__real_strndup(s, size));
}

void __wrap_free(void *block)
{
    shim.live -= block != NULL;
    __real_free(block);
}

/* ---- libxml2's ---- */

static void *library_malloc(size_t size)
{
    return shim.spare ? note(__real_malloc(size)) : __wrap_malloc(size);
}

static void *library_realloc(void *old, size_t size)
{
    if (!shim.spare)
        return __wrap_realloc(old, size);
    return old ? __real_realloc(old, size) : note(__real_realloc(NULL, size));
}

static char *library_strdup(const char *s)
{
    return shim.spare ? note(__real_strdup(s)) : __wrap_strdup(s);
}

void shim_init(void)
{
    xmlMemSetup(__wrap_free, library_malloc, library_realloc, library_strdup);
}

void shim_arm(long fail_at, bool go_on)
{
    shim.fail_at = fail_at;
    shim.go_on = go_on;
    shim.count = 0;
    shim.hit = false;
}

void shim_disarm(void)
{
    shim.fail_at = 0;
}
