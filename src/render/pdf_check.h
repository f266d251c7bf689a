/* Is a PDF whole? In: the bytes. Out: what is wrong. Cairo reports success for PDFs that lack pages or end early when memory
 * ran out at the wrong moment, so nothing is published unchecked. */
#pragma once
#include <glib.h>

/* NULL when every object of the cross-reference table stands where it says, ends, and the trailer names the root; otherwise
 * what is wrong, in a few words. Transfer full. */
char *pdf_check(GBytes *pdf);
