/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The time of what was made long ago. */
#define OPT_TEST_OLD 1000000000

char *opt_test_push_scratch (void);
void opt_test_pop_scratch (char *scratch);
char *opt_test_leave_cluster (const char *scratch, const char *name);
char *opt_test_leave_stubborn (const char *scratch, const char *name);
void opt_test_free_stubborn (const char *folder);
void opt_test_make_old (const char *folder);

G_END_DECLS
