/* Byte-identical files: copies that are left out, and logs that two variants share. The rules are docs/discovery.md, "Copies".
 * In: groups whose variants are inferred. Out: pairs and sets of files. Does no I/O. */
#pragma once
#include "ingest/grouping.h"
#include "ingest/variants.h"

/* A file that is left out because another one holds the same bytes. */
typedef struct {
    Member *copy, *kept; /* borrowed */
} Copy;

/* Of identical files whose paths differ in more than variant, timestamp and repeat index all but one are copies; so is a file without
 * timestamp beside the same file of the same variant with one. Needs Member.variant. Array of Copy*, transfer full. */
GPtrArray *copies_find(const GPtrArray *groups);

/* Files of different variants of one group with the same bytes: an array of GPtrArray* of Input*. Transfer full. */
GPtrArray *copies_across_variants(const VariantSet *set);
