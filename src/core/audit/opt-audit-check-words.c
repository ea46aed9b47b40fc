/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "opt-audit-check.h"
#include "opt-format.h"

/**
 * opt_audit_fault_get_nick:
 * @fault: what is wrong
 *
 * Returns: (nullable): its name in JSON; %NULL for none
 */
const char *
opt_audit_fault_get_nick (OptAuditFault fault)
{
  static const char *const nicks[]
      = { NULL, "edited", "replaced", "removed", "inserted", "reordered", "start", "rewritten" };

  g_return_val_if_fail ((guint) fault < G_N_ELEMENTS (nicks), NULL);

  return nicks[fault];
}

static char *
describe_whole (const OptAuditCheck *self)
{
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, self->n_entries);

  if (self->n_entries == 0)
    return g_strdup (_ ("The log is empty, and nothing is missing."));

  return g_strdup_printf (ngettext ("The log is whole: %s entry.", "The log is whole: %s entries.",
                                    (gulong) self->n_entries),
                          count);
}

static char *
describe_removed (const OptAuditCheck *self, const char *which, gulong n)
{
  if (self->last_id == self->kept.id && self->head.id < self->kept.id)
    return g_strdup_printf (
        ngettext ("The log has lost its end: entry %s is not there any more.",
                  "The log has lost its end: entries %s are not there any more.", n),
        which);

  return g_strdup_printf (ngettext ("The log was changed: entry %s is not there any more.",
                                    "The log was changed: entries %s are not there any more.", n),
                          which);
}

/**
 * opt_audit_check_describe:
 * @self: what was found
 *
 * Returns: (transfer full): it in a sentence, with the entry where it is not whole
 */
char *
opt_audit_check_describe (const OptAuditCheck *self)
{
  gulong n = (gulong) MAX (self->last_id - self->first_id + 1, 1);
  g_autofree char *which
      = self->first_id == self->last_id
            ? g_strdup_printf ("%" G_GINT64_FORMAT, self->first_id)
            /* Translators: numbers of entries */
            : g_strdup_printf (_ ("%d to %d"), (int) self->first_id, (int) self->last_id);

  switch (self->fault)
    {
    case OPT_AUDIT_FAULT_EDITED:
      return g_strdup_printf (
          _ ("The log was changed at entry %s: it does not say what it said when "
             "it was written, or something else put it in."),
          which);
    case OPT_AUDIT_FAULT_REPLACED:
      return g_strdup_printf (_ ("The log was changed at entry %s: it is not the one that the next "
                                 "was written after."),
                              which);
    case OPT_AUDIT_FAULT_REMOVED:
      return describe_removed (self, which, n);
    case OPT_AUDIT_FAULT_INSERTED:
      return g_strdup_printf (
          ngettext ("The log was changed: entry %s was put in later, between "
                    "others.",
                    "The log was changed: entries %s were put in later, between "
                    "others.",
                    n),
          which);
    case OPT_AUDIT_FAULT_REORDERED:
      return g_strdup_printf (_ ("The log was changed: entry %s is in another’s place."), which);
    case OPT_AUDIT_FAULT_START:
      return g_strdup (
          _ ("The log was changed: where its chain begins is not there, or is not what "
             "it was."));
    case OPT_AUDIT_FAULT_REWRITTEN:
      return g_strdup_printf (
          _ ("The log was changed: its entries fit together, but entry %s is not "
             "the one whose hash was kept. All of them up to it may have been "
             "written anew."),
          which);
    case OPT_AUDIT_FAULT_NONE:
    default:
      return describe_whole (self);
    }
}

static char *
describe_before (const OptAuditCheck *self)
{
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, self->n_before);
  g_autofree char *time = opt_format_time (self->start_time);

  return g_strdup_printf (ngettext ("%s entry is older than the chain, which was begun on %s: what "
                                    "happened to it until then can’t be told.",
                                    "%s entries are older than the chain, which was begun on %s: "
                                    "what happened to them until then can’t be told.",
                                    (gulong) self->n_before),
                          count, time);
}

/**
 * opt_audit_check_describe_reach:
 * @self: what was found
 *
 * Returns: (transfer full): what the finding does not reach to: entries that are older than the
 * chain, and those behind the head that was kept; a sentence a line
 */
char *
opt_audit_check_describe_reach (const OptAuditCheck *self)
{
  GString *text = g_string_new (NULL);

  if (self->n_before > 0 && self->start_time != 0)
    {
      g_autofree char *before = describe_before (self);

      g_string_append_printf (text, "%s\n", before);
    }
  if (self->kept.id == 0)
    g_string_append (text,
                     _ ("No head was kept: whether the log was written anew as a whole can’t be "
                        "told."));
  else if (self->kept.id < self->head.id)
    g_string_append_printf (
        text,
        _ ("The head that was kept is of entry %d of %d: whether those behind it "
           "were written anew can’t be told."),
        (int) self->kept.id, (int) self->head.id);
  else
    g_string_append (text,
                     _ ("It ends where the head that was kept ends. That proves something where "
                        "the head was kept out of reach of whoever can write the log."));

  return g_string_free (text, FALSE);
}
