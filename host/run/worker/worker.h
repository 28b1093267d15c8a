#ifndef ROWAN_WORKER_H
#define ROWAN_WORKER_H
/*
 * The worker side. main calls rowan_worker_main when argv[1] is ROWAN_WORKER_ARGUMENT; it reads what to
 * do from an inherited pipe, does it, reports and returns the exit code for _exit.
 */
#include "base/file.h"
#include "base/status.h"
#include "run/link/message.h"

struct rowan_plan;

/* How a plan is made from a mapping's texts, those that the job was given: supplied by bindings/, so that
 * run/ knows no Lua. No file may be read for it. parameters: their values, as the config has them.
 * call_seconds: what one call of a function may take of the processor. The plan belongs to *keep (a Lua state
 * and what goes with it), and ends with it.
 */
struct rowan_plan_loader {
    void *context;
    enum rowan_status (*load)(void *context, const struct rowan_file *files, size_t count,
                              const char *parameters, const char *where, double call_seconds,
                              const struct rowan_plan **plan, void **keep, struct rowan_error *err);
    void (*close)(void *keep);
};

/* Never calls exit: what it returns is for _exit. */
int rowan_worker_main(int argc, char **argv, const struct rowan_plan_loader *loader);
#endif
