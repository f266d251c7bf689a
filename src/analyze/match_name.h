/* Names by which functions of two profiles are matched. In: a function and its file as profilers name them. Out: a key without what
 * differs between two runs of one program: addresses, process ids, suffixes of the compiler, directories. Knows no profile. */
#pragma once
#include <glib.h>

/* The function without what changes between runs: "foo.part.0" is "foo", "0x7f12ab" is "0x". Transfer full. */
char *match_function(const char *name);

/* The last part of the path, two parts for "__init__.py"; "orjson.cpython-311-x86_64-linux-gnu.so" is "orjson.so"; "" for NULL.
 * Transfer full. */
char *match_module(const char *module);

/* TRUE when two module keys may be the same file under two names: they share their first word ("aes_opt2.py", "aes.py"). */
gboolean match_may_alias(const char *a, const char *b);
