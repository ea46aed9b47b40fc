/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptIniLines:
 *
 * A file of settings, as #GKeyFile reads it, line by line. What is not set is left as somebody
 * wrote it: comments, empty lines, the order, keys that nobody knows.
 */
typedef struct _OptIniLines OptIniLines;

OptIniLines *opt_ini_lines_new (const char *text);
void opt_ini_lines_free (OptIniLines *self);
char *opt_ini_lines_to_text (OptIniLines *self);

guint opt_ini_lines_find (OptIniLines *self, const char *group, const char *key);
guint opt_ini_lines_find_malformed (OptIniLines *self);

void opt_ini_lines_set (OptIniLines *self, const char *group, const char *key, const char *value);
void opt_ini_lines_remove_group (OptIniLines *self, const char *group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptIniLines, opt_ini_lines_free)

G_END_DECLS
