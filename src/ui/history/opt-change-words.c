/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-change-words.h"

#include <glib/gi18n.h>

#include "opt-change-leftover.h"
#include "opt-change-property-state.h"
#include "opt-format.h"
#include "opt-json.h"
#include "opt-session-signal.h"

/* opt_change_describe_state: (transfer full): "Applied, confirmed by the workload" */
char *
opt_change_describe_state (OptAuditChange *change)
{
  const char *state = opt_audit_state_get_label (opt_audit_change_get_state (change));

  gboolean stands = opt_audit_change_get_state (change) == OPT_AUDIT_STATE_APPLIED;

  if (opt_change_has_leftover (change))
    return g_strdup_printf (_ ("%s, something is left"), state);

  switch (opt_audit_change_get_verdict (change))
    {
    case OPT_AUDIT_VERDICT_CONFIRMED:
      return g_strdup_printf (stands ? _ ("%s, confirmed by the workload")
                                     : _ ("%s; it had been confirmed by the workload"),
                              state);
    case OPT_AUDIT_VERDICT_FLAGGED:
      return g_strdup_printf (stands ? _ ("%s, not confirmed by the workload")
                                     : _ ("%s; it had not been confirmed by the workload"),
                              state);
    case OPT_AUDIT_VERDICT_NONE:
    default:
      return g_strdup (state);
    }
}

/* opt_change_get_state_class: (nullable): the style class of that; its words say the same */
const char *
opt_change_get_state_class (OptAuditChange *change)
{
  switch (opt_audit_change_get_state (change))
    {
    case OPT_AUDIT_STATE_INTERRUPTED:
    case OPT_AUDIT_STATE_UNDO_INTERRUPTED:
      return "warning";
    case OPT_AUDIT_STATE_FAILED:
    case OPT_AUDIT_STATE_UNDO_FAILED:
      return "error";
    case OPT_AUDIT_STATE_APPLIED:
      return opt_audit_change_get_verdict (change) == OPT_AUDIT_VERDICT_CONFIRMED ? "success"
             : opt_audit_change_get_verdict (change) == OPT_AUDIT_VERDICT_FLAGGED ? "warning"
                                                                                  : NULL;
    case OPT_AUDIT_STATE_PREPARED:
    case OPT_AUDIT_STATE_RUNNING:
    case OPT_AUDIT_STATE_UNDOING:
    case OPT_AUDIT_STATE_UNDONE:
    default:
      return NULL;
    }
}

/* opt_change_get_next_step: (nullable): what a person is to do about it */
const char *
opt_change_get_next_step (OptAuditChange *change)
{
  if (opt_change_has_leftover (change) && !opt_change_leaves_index (change))
    return opt_change_get_leftover_words (change);
  if (opt_change_has_leftover (change))
    return _ (
        "As far as the log knows an index that is not valid is left on the server: it costs writes and serves no "
        "read. Remove it when no transaction that held up the change is open any more; then "
        "the change can be tried again.");

  switch (opt_audit_change_get_state (change))
    {
    case OPT_AUDIT_STATE_INTERRUPTED:
      if (opt_session_signal_is_nick (opt_audit_change_get_kind (change)))
        return _ ("It was started, and what ran it is gone: whether the session was told is not "
                  "known. There is nothing to undo.");
      return _ ("It was started, and what ran it is gone: only the server knows how much was done, "
                "and may still be doing it. Undo looks there first, drops what was left half made, "
                "and completes the log.");
    case OPT_AUDIT_STATE_UNDO_INTERRUPTED:
      return _ ("Its undo was started, and what ran it is gone: only the server knows how much was "
                "done, and may still be doing it. Undo looks there first, and completes the log.");
    case OPT_AUDIT_STATE_UNDO_FAILED:
      return _ ("It is still applied as far as the log knows. Undo can be tried again.");
    case OPT_AUDIT_STATE_PREPARED:
      return _ ("Nothing has run.");
    case OPT_AUDIT_STATE_RUNNING:
    case OPT_AUDIT_STATE_UNDOING:
      return _ ("It is going on right now.");
    case OPT_AUDIT_STATE_APPLIED:
      if (opt_session_signal_is_nick (opt_audit_change_get_kind (change)))
        return _ ("It can’t be undone.");
      if (opt_change_needs_restart (change))
        return _ ("It needs a restart of the server to come into force.");
      return opt_audit_change_get_verdict (change) == OPT_AUDIT_VERDICT_NONE
                 ? _ ("Whether it helps is not known yet: watch what it does to its statements.")
                 : NULL;
    case OPT_AUDIT_STATE_FAILED:
    case OPT_AUDIT_STATE_UNDONE:
    default:
      return NULL;
    }
}

/* opt_change_describe_event: (transfer none): a line of the log */
const char *
opt_change_describe_event (const OptAuditEntry *entry)
{
  switch (entry->event)
    {
    case OPT_AUDIT_PREPARED:
      return entry->undo_sql != NULL ? _ ("Written down, with its undo")
                                     : _ ("Written down; there is no undo");
    case OPT_AUDIT_STARTED:
      return _ ("Started");
    case OPT_AUDIT_DONE:
      return _ ("Applied");
    case OPT_AUDIT_FAILED:
      return _ ("Failed");
    case OPT_AUDIT_UNDO_STARTED:
      return _ ("Undo started");
    case OPT_AUDIT_UNDONE:
      return _ ("Undone");
    case OPT_AUDIT_UNDO_FAILED:
      return _ ("Undo failed");
    case OPT_AUDIT_CONFIRMED:
      return _ ("Confirmed by the workload");
    case OPT_AUDIT_FLAGGED:
      return _ ("Not confirmed by the workload");
    case OPT_AUDIT_NOTE:
      return _ ("Note");
    default:
      g_return_val_if_reached (NULL);
    }
}

static JsonNode *
read_detail (const OptAuditEntry *entry)
{
  g_autoptr (JsonNode) node
      = entry->detail != NULL ? opt_json_parse (entry->detail, -1, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

/* What a failed or cancelled change left on the server. */
static const char *
explain_leftover (const char *leftover)
{
  static const struct
  {
    const char *nick;
    const char *text;
  } words[] = {
    { "none", N_ ("Nothing was left on the server.") },
    { "dropped", N_ ("What was left half made was dropped.") },
    { "left", N_ ("Something half made is left on the server: it costs writes and serves no "
                  "read.") },
    { "foreign", N_ ("What has the name of the index is another session’s, and was left alone.") },
    { "unknown", N_ ("What was left on the server is not known.") },
    { "gone", N_ ("What was left was not there any more.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (leftover, words[i].nick) == 0)
      return _ (words[i].text);

  return NULL;
}

static void
add_sentence (GString *text, const char *sentence)
{
  if (sentence == NULL || *sentence == '\0')
    return;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, sentence);
}

/* opt_change_describe_entry: (transfer full) (nullable): what a line of the log has to say more */
char *
opt_change_describe_entry (const OptAuditEntry *entry)
{
  g_autoptr (JsonNode) node = read_detail (entry);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *statements = NULL;
  const char *sqlstate;
  JsonObject *detail;

  if (node == NULL)
    return NULL;

  detail = json_node_get_object (node);
  add_sentence (text, opt_json_get_string (detail, "error"));
  sqlstate = opt_json_get_string (detail, "sqlstate");
  if (sqlstate != NULL)
    g_string_append_printf (text, " (SQLSTATE %s)", sqlstate);
  add_sentence (text, opt_json_get_string (detail, "detail"));
  add_sentence (text, explain_leftover (opt_json_get_string (detail, "leftover")));
  add_sentence (text, opt_json_get_string (detail, "recovered"));
  add_sentence (text, opt_json_get_string (detail, "reason"));
  statements = opt_confirmation_describe_json (detail);
  add_sentence (text, statements);

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* opt_change_describe_leftover: (transfer full) (nullable): what is left of one that was not made
 */
char *
opt_change_describe_leftover (OptAuditChange *change)
{
  GPtrArray *entries = opt_audit_change_get_entries (change);

  for (guint i = entries->len; i > 0; i--)
    {
      g_autoptr (JsonNode) node = read_detail (entries->pdata[i - 1]);
      const char *leftover
          = node != NULL ? opt_json_get_string (json_node_get_object (node), "leftover") : NULL;

      if (explain_leftover (leftover) != NULL)
        return g_strdup (explain_leftover (leftover));
    }

  return NULL;
}

/* opt_change_is_applied: it stands on the server, or may, as far as the log knows */
gboolean
opt_change_is_applied (OptAuditChange *change)
{
  if (opt_change_has_leftover (change))
    return FALSE;

  switch (opt_audit_change_get_state (change))
    {
    case OPT_AUDIT_STATE_RUNNING:
    case OPT_AUDIT_STATE_INTERRUPTED:
    case OPT_AUDIT_STATE_APPLIED:
    case OPT_AUDIT_STATE_UNDOING:
    case OPT_AUDIT_STATE_UNDO_INTERRUPTED:
    case OPT_AUDIT_STATE_UNDO_FAILED:
      return TRUE;
    case OPT_AUDIT_STATE_PREPARED:
    case OPT_AUDIT_STATE_FAILED:
    case OPT_AUDIT_STATE_UNDONE:
    default:
      return FALSE;
    }
}

/* opt_change_get_undo_label: its button, which asks first */
const char *
opt_change_get_undo_label (OptAuditChange *change)
{
  return opt_change_has_leftover (change) ? _ ("_Remove What Is Left…") : _ ("_Undo…");
}

gboolean
opt_change_can_be_undone (OptAuditChange *change)
{
  if (opt_change_has_leftover (change))
    return opt_audit_change_get_undo_sql (change) != NULL;

  switch (opt_audit_change_get_state (change))
    {
    case OPT_AUDIT_STATE_APPLIED:
    case OPT_AUDIT_STATE_INTERRUPTED:
    case OPT_AUDIT_STATE_UNDO_INTERRUPTED:
    case OPT_AUDIT_STATE_UNDO_FAILED:
      return opt_audit_change_get_undo_sql (change) != NULL;
    case OPT_AUDIT_STATE_PREPARED:
    case OPT_AUDIT_STATE_RUNNING:
    case OPT_AUDIT_STATE_FAILED:
    case OPT_AUDIT_STATE_UNDOING:
    case OPT_AUDIT_STATE_UNDONE:
    default:
      return FALSE;
    }
}

gboolean
opt_change_can_be_confirmed (OptAuditChange *change)
{
  return opt_audit_change_get_state (change) == OPT_AUDIT_STATE_APPLIED
         && !opt_session_signal_is_nick (opt_audit_change_get_kind (change));
}
