/* Tables made for pages: columns, groups, rows and cells ready to be set.
 * In: texts and numbers, cell by cell. Out: a <table> element of the report model; table_finish works out what a page needs to
 * align numbers on the point and to span heads. Must not know what the table is about. */
#pragma once
#include "report/model_internal.h"

/* A new table below the root, numbered when it is finished. class_name may be "". */
xmlNodePtr table_new(ModelBuilder *builder, const char *id, const char *class_name);
/* Where the caption goes: add parts to it. */
xmlNodePtr table_caption(xmlNodePtr table);

/* Adds a column. class_name "n" for numbers; unit and over (the spanner above) may be NULL. */
xmlNodePtr table_column(xmlNodePtr table, const char *key, const char *class_name, const char *title,
                        const char *unit, const char *over);

xmlNodePtr table_group(xmlNodePtr table, const char *title);
/* A row of a table or a group; class_name "tot" for a sum row, else "". */
xmlNodePtr table_row(xmlNodePtr parent, const char *class_name);

/* Cells, in the order of the columns. All strings but `shown` are borrowed. */
xmlNodePtr cell_head(xmlNodePtr row); /* names the row: add parts */
xmlNodePtr cell_head_code(xmlNodePtr row, const char *name);
xmlNodePtr cell_text(xmlNodePtr row, const char *class_name, const char *text);
xmlNodePtr cell_code(xmlNodePtr row, const char *text);
xmlNodePtr cell_number(xmlNodePtr row, const char *class_name, double value,
                       char *shown); /* takes shown; empty for NAN */
xmlNodePtr cell_empty(xmlNodePtr row);

/* Removes columns in which every row is empty or a dash. Rows must not have cells that span. */
void table_drop_empty_columns(xmlNodePtr table);

/* Counts, aligns, numbers. A table without rows is removed: FALSE. */
gboolean table_finish(ModelBuilder *builder, xmlNodePtr table);
