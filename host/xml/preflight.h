#ifndef ROWAN_PREFLIGHT_H
#define ROWAN_PREFLIGHT_H
/*
 * What would cost libxml2 time out of proportion before any of our handlers is called: very many attributes
 * on one element, and long lists in a DTD. Looked for before parsing, at next to no cost.
 */
#include <stddef.h>

#include "base/status.h"

/* ROWAN_DOCUMENT, reason "limit". Text that is not well-formed may pass: the parser refuses it then. */
enum rowan_status rowan_preflight(struct rowan_slice text, size_t attributes, struct rowan_error *err);
#endif
