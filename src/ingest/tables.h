/* Means that stand in tables and notes beside the artifacts: spreadsheets, pipe tables, "NAME: 598.0 ms ± 15.7 ms".
 * In: the text of a file of no artifact format. Out: TableMeans of the Artifact, only for finding copies that no artifact bears
 * out any more; never a timing. */
#pragma once
#include "ingest/format.h"

/* Adds the means it finds to artifact->table_means. The label is what the row or the line calls the mean; NULL when it only says
 * that it is a mean time, so that it can only be of whatever is measured here. */
void table_means_scan(const SourceText *source, Artifact *artifact);
