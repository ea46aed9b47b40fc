/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-document.h"

G_BEGIN_DECLS

/* The thread that makes it fills this in; afterwards nobody changes it. */
struct _OptPlanDocument
{
  GObject parent_instance;

  OptPlan *plan;
  OptPlan *whole; /* (nullable) all plans that were read together, where there are several … */
  char **names;   /* (nullable) … a line each … */
  guint nth;      /* … and which of them this is, from 1; 0: all of them */
  OptPlanStatistics *statistics;
  OptPlanUsage *usage;
  GArray *origins; /* of OptPlanOrigin, in sql */
  char *file;      /* (nullable) its name … */
  char *name;      /* (nullable) … and which plan of it */
  char *sql;       /* (nullable) formatted */
  char *basis;     /* (nullable) of a server's plan */
  char *kept;      /* (nullable) of one that was kept: when and how it was got */
  char *text;
  GPtrArray *haystacks; /* of char *, by the node's id - 1: what is searched */
  GHashTable *found_in; /* OptPlanNode to the themes of what was found in it, a bit each */
  GHashTable *figures;  /* set of char *: what at least one node tells and is not 0 */
  guint max_depth;
  gboolean has_spill;
  gboolean is_logged; /* some of it is from a log that tells when it ran */
  gboolean has_loops; /* some node ran more than once, or in several processes */
  gboolean may_run_on_server;
};

G_END_DECLS
