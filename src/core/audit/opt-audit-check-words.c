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
    return g_strdup (self->given_id > 0 ? _ ("The log is empty.")
                                        : _ ("The log is empty, and nothing is missing."));

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
  g_autofree char *first = g_strdup_printf ("%" G_GINT64_FORMAT, self->first_id);
  g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, self->last_id);
  g_autofree char *which = self->first_id == self->last_id
                               ? g_strdup (first)
                               /* Translators: numbers of entries */
                               : g_strdup_printf (_ ("%s to %s"), first, last);

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

/* SQLite's numbers go on where an entry was removed, chained or not. */
static char *
describe_given (const OptAuditCheck *self)
{
  g_autofree char *given = g_strdup_printf ("%" G_GINT64_FORMAT, self->given_id);
  g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, self->head.id);

  if (self->head.id == 0)
    return g_strdup_printf (_ ("Numbers up to %s were given to entries, and none of them is there: "
                               "they were removed before the chain was begun, or since."),
                            given);

  return g_strdup_printf (
      _ ("Numbers up to %s were given to entries, and the last that is there is "
         "%s: those behind it were removed before the chain was begun, or "
         "since."),
      given, last);
}

static char *
describe_kept (const OptAuditCheck *self)
{
  g_autofree char *kept = g_strdup_printf ("%" G_GINT64_FORMAT, self->kept.id);
  g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, self->head.id);

  if (self->kept_error != NULL)
    return g_strdup_printf (_ ("The head that was kept can’t be read, and whether the log was "
                               "written anew as a whole can’t be told: %s."),
                            self->kept_error->message);
  if (self->kept.id == 0)
    return g_strdup (_ ("No head was kept: whether the log was written anew as a whole can’t be "
                        "told."));
  if (self->kept.id < self->head.id)
    return g_strdup_printf (
        _ ("The head that was kept is of entry %s of %s: whether those behind it "
           "were written anew can’t be told."),
        kept, last);
  if (self->fault == OPT_AUDIT_FAULT_NONE && self->kept.id == self->head.id)
    return g_strdup (_ ("It ends where the head that was kept ends. That proves something where "
                        "the head was kept out of reach of whoever can write the log."));

  return NULL;
}

/**
 * opt_audit_check_describe_reach:
 * @self: what was found
 *
 * Returns: (transfer full): what the finding does not reach to: entries that are older than the
 * chain, numbers that entries had which are not there, and those behind the head that was kept; a
 * sentence a line; empty where there is nothing to say
 */
char *
opt_audit_check_describe_reach (const OptAuditCheck *self)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  char *kept = describe_kept (self);

  if (self->n_before > 0 && self->start_time != 0)
    g_ptr_array_add (lines, describe_before (self));
  if (self->fault == OPT_AUDIT_FAULT_NONE && self->given_id > self->head.id)
    g_ptr_array_add (lines, describe_given (self));
  if (kept != NULL)
    g_ptr_array_add (lines, kept);
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **) lines->pdata);
}

/**
 * opt_audit_check_describe_way_out:
 * @self: what was found, against the head that is kept beside the log
 *
 * Returns: (transfer full) (nullable): what to do where nobody meant harm; %NULL where the finding
 * is no such
 */
char *
opt_audit_check_describe_way_out (const OptAuditCheck *self)
{
  gboolean lost_end = self->fault == OPT_AUDIT_FAULT_REMOVED && self->last_id == self->kept.id
                      && self->head.id < self->kept.id;

  if (self->kept.id == 0 || (!lost_end && self->fault != OPT_AUDIT_FAULT_REWRITTEN))
    return NULL;

  return g_strdup (
      _ ("So it looks, too, where a backup of the log was restored, or where it was "
         "moved away and a new one begun. If you did that, move the file beside it away, "
         "too, whose name ends in “.head”: with the next entry a new one is begun."));
}
