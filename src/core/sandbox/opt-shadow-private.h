/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-shadow.h"

G_BEGIN_DECLS

struct _OptShadow
{
  GObject parent_instance;

  OptSandbox *sandbox;
  OptConnection *connection;
  char *database;
  char *search_path; /* as the setting's value */
  GPtrArray *limits;
  gint64 modelled_bytes;
  gint64 disk_bytes;
};

G_END_DECLS
