/* Pictures in the author's notes. In: the path as the notes have it. Out: the picture as a data URI, since a report is one file. Only
 * files that discovery found, below the results directory and no link, are looked at. */
#pragma once
#include "base/picture.h"
#include "report/model_internal.h"

/* "data:image/png;base64,..." of the file that `source`, relative to the notes, leads to; notes that it is part of the report. NULL and
 * *problem (static) when there is none that can be shown. Transfer full. */
char *notes_picture(ModelBuilder *builder, const Notes *notes, const char *source, Picture *picture,
                    const char **problem);
