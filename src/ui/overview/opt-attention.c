/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-attention-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-audit-change.h"
#include "opt-delta-words.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-preflight.h"
#include "opt-recommendation.h"
#include "opt-saving.h"

/* Less than that in the window of time is not worth a line. */
#define SPILLED_AT_LEAST (64 << 20)
/* Sessions that wait for another transaction: of all active ones, and on average. */
#define WAITING_SHARE 0.1
#define WAITING_SESSIONS 0.1

static void
attention_free (gpointer data)
{
  OptAttention *attention = data;

  g_free (attention->key);
  g_free (attention->title);
  g_free (attention->reason);
  g_free (attention->button);
  g_free (attention->action);
  g_free (attention->target);
  g_free (attention->sql);
  g_free (attention->note);
  g_free (attention->alert);
  g_free (attention);
}

OptAttention *
opt_attention_add (GPtrArray *list,
                   const char *key,
                   OptAttentionSeverity severity,
                   const char *title,
                   const char *reason)
{
  OptAttention *attention = g_new0 (OptAttention, 1);

  attention->key = g_strdup (key);
  attention->severity = severity;
  attention->title = g_strdup (title);
  attention->reason = g_strdup (reason);
  g_ptr_array_add (list, attention);

  return attention;
}

static void
set_button (OptAttention *attention, const char *label, const char *action, const char *target)
{
  attention->button = g_strdup (label);
  attention->action = g_strdup (action);
  attention->target = g_strdup (target);
}

/* ---- The server ------------------------------------------------------------------------------ */

static void
add_checks (GPtrArray *list, const OptAttentionFacts *facts)
{
  if (facts->check_error != NULL)
    {
      OptAttention *attention
          = opt_attention_add (list, "check", OPT_ATTENTION_WARNING,
                               _ ("Rights and extensions could not be looked at"),
                               facts->check_error->message);

      attention->note = g_strdup (opt_error_get_next_step (facts->check_error));
    }

  for (guint i = 0; facts->checks != NULL && i < facts->checks->len; i++)
    {
      const OptPreflightItem *item = facts->checks->pdata[i];
      OptAttention *attention;

      if (item->state == OPT_PREFLIGHT_OK)
        continue;
      attention = opt_attention_add (list, item->name,
                                     item->state == OPT_PREFLIGHT_MISSING ? OPT_ATTENTION_ERROR
                                                                          : OPT_ATTENTION_WARNING,
                                     item->found, item->effect);
      attention->sql = g_strdup (item->fix_sql);
      attention->note = g_strdup (item->fix_note);
    }
}

/* ---- The workload ---------------------------------------------------------------------------- */

static void
add_window (GPtrArray *list, OptServer *server)
{
  OptWorkload *workload = opt_server_get_workload (server);
  OptDelta *delta = opt_workload_get_delta (workload);
  g_autoptr (GPtrArray) notes = opt_delta_list_notes (delta);
  const GError *error = opt_workload_get_texts_error (workload);

  for (guint i = 0; i < notes->len; i++)
    {
      g_autofree char *key = g_strdup_printf ("window-%u", i);

      opt_attention_add (list, key, OPT_ATTENTION_WARNING, _ ("Part of the load is not known"),
                         notes->pdata[i]);
    }
  if (error != NULL)
    opt_attention_add (list, "texts", OPT_ATTENTION_WARNING,
                       _ ("The texts of statements can’t be read"), error->message);
}

static void
add_spill (GPtrArray *list, OptServer *server)
{
  GListModel *statements = G_LIST_MODEL (opt_server_get_statements (server));
  g_autoptr (OptStatementItem) most = NULL;
  gint64 total = 0;
  guint n = 0;
  g_autofree char *bytes = NULL;
  g_autofree char *reason = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (statements); i++)
    {
      g_autoptr (OptStatementItem) item = g_list_model_get_item (statements, i);
      gint64 spilled = opt_statement_item_get_temp_bytes (item);

      if (spilled <= 0)
        continue;
      n++;
      total += spilled;
      if (most == NULL || spilled > opt_statement_item_get_temp_bytes (most))
        g_set_object (&most, item);
    }
  if (total < SPILLED_AT_LEAST)
    return;

  bytes = opt_format_bytes (total);
  reason = g_strdup_printf (
      ngettext (
          "%u statement was seen to read and write %s of temporary files in the last 15 minutes.",
          "%u statements were seen to read and write %s of temporary files in the last 15 minutes.",
          n),
      n, bytes);
  set_button (opt_attention_add (list, "spill", OPT_ATTENTION_SUGGESTION,
                                 _ ("Statements spill to temporary files"), reason),
              _ ("Show the Largest"), "win.statement", opt_statement_item_get_id (most));
}

/* The one by which the load rose most is shown. */
static void
add_slower (GPtrArray *list, OptServer *server)
{
  GListModel *statements = G_LIST_MODEL (opt_server_get_statements (server));
  g_autoptr (OptStatementItem) most = NULL;
  double added = 0;
  guint n = 0;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  g_autofree char *title = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (statements); i++)
    {
      g_autoptr (OptStatementItem) item = g_list_model_get_item (statements, i);
      const OptSlowdown *slowdown = opt_statement_item_get_slowdown (item);

      if (slowdown == NULL)
        continue;
      n++;
      if (most == NULL || slowdown->added_ms > added)
        {
          added = slowdown->added_ms;
          g_set_object (&most, item);
        }
    }
  if (n == 0)
    return;

  text = opt_slowdown_to_text (opt_statement_item_get_slowdown (most));
  line = g_strdup (opt_statement_item_get_line (most));
  title = g_strdup_printf (ngettext ("%u statement got slower", "%u statements got slower", n), n);
  if (line != NULL)
    {
      g_autofree char *reason = g_strdup_printf ("%s\n%s", text, line);

      g_free (text);
      text = g_steal_pointer (&reason);
    }
  set_button (opt_attention_add (list, "slower", OPT_ATTENTION_WARNING, title, text), _ ("Show It"),
              "win.statement", opt_statement_item_get_id (most));
}

/* The one that takes most time is shown. */
static void
add_new (GPtrArray *list, OptServer *server)
{
  OptStatementList *statements = opt_server_get_statements (server);
  guint n = opt_statement_list_get_n_new (statements);
  g_autoptr (OptStatementItem) most = NULL;
  g_autofree char *title = NULL;
  g_autofree char *reason = NULL;

  for (guint i = 0; n > 0 && i < g_list_model_get_n_items (G_LIST_MODEL (statements)); i++)
    {
      g_autoptr (OptStatementItem) item = g_list_model_get_item (G_LIST_MODEL (statements), i);

      if (opt_statement_item_get_first (item) != 0
          && (most == NULL
              || opt_statement_item_get_total_ms (item) > opt_statement_item_get_total_ms (most)))
        g_set_object (&most, item);
    }
  if (most == NULL)
    return;

  title = g_strdup_printf (ngettext ("%u statement is new", "%u statements are new", n), n);
  reason = g_strdup_printf (_ ("Called first in the last 15 minutes, as far as was recorded; "
                               "“is:new” finds them among the statements.\n%s"),
                            opt_statement_item_get_line (most) != NULL
                                ? opt_statement_item_get_line (most)
                                : OPT_FORMAT_NONE);
  set_button (opt_attention_add (list, "new", OPT_ATTENTION_SUGGESTION, title, reason),
              _ ("Show It"), "win.statement", opt_statement_item_get_id (most));
}

static void
add_waiting (GPtrArray *list, OptServer *server)
{
  OptTimeline *timeline = opt_server_get_timeline (server);
  double waiting = 0;
  double active = 0;
  double length = 0;
  g_autofree char *waiting_text = NULL;
  g_autofree char *active_text = NULL;
  g_autofree char *reason = NULL;

  for (guint i = 0; i < opt_timeline_get_n_points (timeline); i++)
    {
      const OptTimelinePoint *point = opt_timeline_get_point (timeline, i);
      double load = opt_timeline_point_get_load (point);
      /* What was recorded is of a minute, what was seen live of seconds. */
      double weight = (double) (point->end - point->start);

      if (!isfinite (load))
        continue;
      waiting += point->load[OPT_WAIT_CLASS_LOCK] * weight;
      active += load * weight;
      length += weight;
    }
  if (!(length > 0) || waiting / length < WAITING_SESSIONS || waiting < WAITING_SHARE * active)
    return;

  waiting_text = opt_format_number (waiting / length);
  active_text = opt_format_number (active / length);
  reason = g_strdup_printf (_ ("On average %s of %s active sessions in the last 15 minutes."),
                            waiting_text, active_text);
  set_button (opt_attention_add (list, "locks", OPT_ATTENTION_WARNING,
                                 _ ("Sessions wait for each other’s locks"), reason),
              _ ("Show Who"), "win.page", "activity");
}

/* ---- Changes --------------------------------------------------------------------------------- */

static void
add_left (GPtrArray *list, const OptAttentionFacts *facts)
{
  for (guint i = 0; facts->left != NULL && i < facts->left->len; i++)
    {
      OptAuditChange *change = facts->left->pdata[i];
      const char *title = opt_audit_change_get_title (change);
      const char *id = opt_audit_change_get_id (change);
      g_autofree char *key = g_strdup_printf ("left-%s", id);
      g_autofree char *reason
          = g_strdup_printf (_ ("%s: the change failed. As far as the log knows its index is still "
                                "there, which is not valid: it costs writes and serves no read."),
                             title != NULL ? title : opt_audit_change_get_sql (change));

      set_button (opt_attention_add (list, key, OPT_ATTENTION_WARNING,
                                     _ ("A change has left something on the server"), reason),
                  _ ("Show the Change"), "win.change", id);
    }
}

/* ---- Recommendations ------------------------------------------------------------------------- */

static gboolean
is_waiting (OptRecommendation *recommendation, GHashTable *applied)
{
  OptEvidence evidence = opt_recommendation_get_evidence (recommendation);

  return evidence != OPT_EVIDENCE_CONFIRMED && evidence != OPT_EVIDENCE_REFUTED
         && (applied == NULL
             || !g_hash_table_contains (applied, opt_recommendation_get_id (recommendation)));
}

static char *
describe_best (OptRecommendation *recommendation, OptServer *server)
{
  g_autofree char *saving = opt_saving_describe (recommendation, server, FALSE);

  return g_strdup_printf (_ ("%s. %s. %s."), opt_recommendation_get_title (recommendation), saving,
                          opt_evidence_get_label (
                              opt_recommendation_get_evidence (recommendation)));
}

static void
add_recommendations (GPtrArray *list, OptServer *server, GHashTable *applied)
{
  GListModel *recommendations = opt_server_get_recommendations (server);
  g_autoptr (OptRecommendation) best = NULL;
  guint n = 0;
  g_autofree char *title = NULL;
  g_autofree char *reason = NULL;
  OptAttention *attention;

  for (guint i = 0; i < g_list_model_get_n_items (recommendations); i++)
    {
      g_autoptr (OptRecommendation) recommendation = g_list_model_get_item (recommendations, i);

      if (!is_waiting (recommendation, applied))
        continue;
      /* They are sorted. */
      if (n++ == 0)
        best = g_object_ref (recommendation);
    }
  if (n == 0)
    return;

  title = g_strdup_printf (ngettext ("%u recommendation waits", "%u recommendations wait", n), n);
  reason = describe_best (best, server);
  attention = opt_attention_add (list, "recommendations", OPT_ATTENTION_SUGGESTION, title, reason);
  if (n == 1)
    set_button (attention, _ ("Review"), "win.recommendation", opt_recommendation_get_id (best));
  else
    set_button (attention, _ ("Review"), "win.page", "advisor");
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const OptAttention *one = *(const OptAttention *const *) a;
  const OptAttention *other = *(const OptAttention *const *) b;

  return (int) other->severity - (int) one->severity;
}

/**
 * opt_attention_list:
 * @server: a server
 * @facts: what it does not tell by itself
 *
 * Looks at all that can be known of it now. What is listed rests on figures that were counted.
 *
 * Returns: (transfer full) (element-type OptAttention): what its owner should know, the worst first
 */
GPtrArray *
opt_attention_list (OptServer *server, const OptAttentionFacts *facts)
{
  GPtrArray *list;

  g_return_val_if_fail (OPT_IS_SERVER (server) && facts != NULL, NULL);

  list = g_ptr_array_new_with_free_func (attention_free);
  add_checks (list, facts);
  add_window (list, server);
  add_waiting (list, server);
  opt_attention_add_vitals (list, server);
  add_slower (list, server);
  add_new (list, server);
  add_left (list, facts);
  add_recommendations (list, server, facts->applied);
  add_spill (list, server);
  opt_attention_add_alerts (list, server);
  g_ptr_array_sort (list, compare);

  return list;
}

/**
 * opt_attention_describe_checked:
 *
 * Returns: (transfer full): what opt_attention_list() looks at, for who is told that it found
 *   nothing
 */
char *
opt_attention_describe_checked (void)
{
  return g_strdup (_ (
      "Looked at: the rights, extensions and settings that OptiSchema needs, what the statistics lack, waits for locks, temporary files, "
      "connections, replication and its slots, archiving, the distance to wraparound, checkpoints, "
      "recommendations, what changes have left, the rules of alerts."));
}
