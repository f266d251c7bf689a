/* Compressed input for tests. */
#ifndef GEN_TESTS_GZIP_TEXT_H
#define GEN_TESTS_GZIP_TEXT_H

#include <glib.h>

/* The text in gzip's format. Transfer full. */
GBytes *gzip_text(const char *text);

#endif
