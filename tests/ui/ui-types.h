/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * UiType:
 * @name: of the type
 * @get_type: registers it
 *
 * A type that src/ui defines and that is not abstract.
 */
typedef struct
{
  const char *name;
  GType (*get_type) (void);
} UiType;

extern const UiType ui_types[];
extern const gsize ui_n_types;

G_END_DECLS
