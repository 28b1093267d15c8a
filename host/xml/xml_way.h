#ifndef ROWAN_XML_WAY_H
#define ROWAN_XML_WAY_H
/* Which way documents are read, as $ROWAN_XML says. */
#include "base/status.h"
#include "xml/parse_limits.h"

/* The scanner when it is not set or empty. ROWAN_CONFIG: a word that is not known. */
enum rowan_status rowan_xml_way_of_environment(enum rowan_xml_way *way, struct rowan_error *err);
#endif
