/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptObjectKind:
 * @OPT_OBJECT_SCHEMA: a schema
 * @OPT_OBJECT_EXTENSION: an extension
 * @OPT_OBJECT_TYPE: an enum, domain, composite or range type
 * @OPT_OBJECT_SEQUENCE: a sequence; those of identity columns are their table's
 * @OPT_OBJECT_FUNCTION: a function in SQL or PL/pgSQL
 *
 * What a database needs besides its relations, in the order in which it can be made.
 */
typedef enum
{
  OPT_OBJECT_SCHEMA,
  OPT_OBJECT_EXTENSION,
  OPT_OBJECT_TYPE,
  OPT_OBJECT_SEQUENCE,
  OPT_OBJECT_FUNCTION,
} OptObjectKind;

/**
 * OptObject:
 *
 * An object besides the relations, with the SQL that makes it.
 */
typedef struct
{
  OptObjectKind kind;
  guint32 oid;
  char *schema; /* (nullable) of a schema or an extension: none */
  char *name;
  char *target; /* (nullable) of an extension: the schema of its objects, unless it makes that */
  char *sql;    /* the statement that creates it */
} OptObject;

OptObject *opt_object_new (void);
void opt_object_free (OptObject *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptObject, opt_object_free)

G_END_DECLS
