/* The files of templates/ as they were when the program was built. built_in.c is made from them by embed_files.sh. */
#ifndef GEN_REPORT_BUILT_IN_H
#define GEN_REPORT_BUILT_IN_H

#include <stddef.h>

typedef struct {
    const char *name; /* without a directory */
    const unsigned char *bytes;
    size_t n;
} BuiltInFile;

extern const BuiltInFile built_in_files[]; /* a NULL name ends them */

#endif
