/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptWorkloadStatement:
 *
 * One statement of a workload file.
 */
typedef struct
{
  char *sql;
  double weight; /* how often it counts; 1 where the file does not say */
  guint line;    /* of its first word, from 1 */
} OptWorkloadStatement;

/**
 * OptWorkloadFile:
 *
 * Statements separated by `;`, each optionally preceded by a comment `-- weight: N`.
 */
typedef struct
{
  GPtrArray *statements; /* (element-type OptWorkloadStatement) */
} OptWorkloadFile;

OptWorkloadFile *opt_workload_file_parse (const char *text, GError **error);
OptWorkloadFile *opt_workload_file_load (const char *path, GError **error);
void opt_workload_file_free (OptWorkloadFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptWorkloadFile, opt_workload_file_free)

G_END_DECLS
