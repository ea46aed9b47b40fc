/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-rows-source.h"

G_BEGIN_DECLS

/* Private to this folder: the first row in which two sources differ. */

gboolean opt_rows_find_difference_sync (OptRowsSource *baseline,
                                        OptRowsSource *variant,
                                        char **difference,
                                        GError **error);
gboolean opt_rows_find_disorder_sync (OptRowsSource *baseline,
                                      OptRowsSource *variant,
                                      const GArray *ties,
                                      char **difference,
                                      GError **error);
char *opt_rows_describe_difference (const OptRowsColumns *columns,
                                    GPtrArray *baseline,
                                    GPtrArray *variant);

G_END_DECLS
