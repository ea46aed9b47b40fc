/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-text.h"

#include <glib/gi18n-lib.h>

#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-report-words.h"

#define N_CELLS 6
/* Two lines of a statement say which it is; all of it is on the page and in the JSON. */
#define QUERY_WIDTH 180

static const guint widths[N_CELLS] = { 7, 8, 9, 9, 8, 20 };

static void
add_watched (OptText *text, JsonObject *tune)
{
  g_autofree char *subject = opt_report_get_subject (tune);
  g_autofree char *server = opt_report_describe_server (tune);
  g_autofree char *window = opt_report_describe_window (tune);
  g_autoptr (GPtrArray) notes = opt_report_list_window_notes (tune);

  opt_text_item (text, 0, OPT_TEXT_BOLD, subject, NULL);
  opt_text_line (text, 2, server);
  opt_text_line (text, 2, window);
  for (guint i = 0; i < notes->len; i++)
    opt_text_line (text, 2, notes->pdata[i]);
}

static void
add_plan (OptText *text, JsonObject *statement)
{
  JsonObject *plan = opt_json_get_object (statement, "plan");
  g_autoptr (GPtrArray) findings = opt_report_get_objects (plan, "findings");
  g_autofree char *step = opt_report_describe_step (plan);
  g_autofree char *basis = opt_report_describe_plan_basis (statement);

  if (plan == NULL)
    {
      opt_text_line (text, 9, basis);
      return;
    }
  if (step != NULL)
    opt_text_line (text, 9, step);
  for (guint i = 0; i < findings->len; i++)
    {
      const char *title = opt_json_get_string (findings->pdata[i], "title");
      const char *seen = opt_json_get_string (findings->pdata[i], "seen");
      const char *caveat = opt_json_get_string (findings->pdata[i], "caveat");
      g_autofree char *finding
          = g_strdup_printf ("%s: %s", title != NULL ? title : "–", seen != NULL ? seen : "–");

      opt_text_line (text, 9, finding);
      if (caveat != NULL)
        opt_text_line (text, 11, caveat);
    }
}

static void
add_statement (OptText *text, JsonObject *statement)
{
  g_autofree char *share = opt_report_format_share (statement, "share");
  g_autofree char *calls = opt_report_format_count (statement, "calls");
  g_autofree char *mean = opt_report_format_duration (statement, "mean_ms");
  g_autofree char *total = opt_report_format_duration (statement, "total_ms");
  g_autofree char *rows = opt_report_format_count (statement, "rows");
  g_autofree char *id = opt_report_get_id (statement, "queryid");
  const char *query = opt_json_get_string (statement, "query");
  g_autofree char *line = query != NULL ? opt_report_shorten (query, QUERY_WIDTH)
                                        : g_strdup (_ ("– (its text is not known)"));
  const char *cells[N_CELLS] = { share, calls, mean, total, rows, id };

  opt_text_row (text, cells, widths, N_CELLS);
  opt_text_line (text, 9, line);
  add_plan (text, statement);
}

static void
add_hot (OptText *text, JsonObject *tune)
{
  g_autoptr (GPtrArray) hot = opt_report_get_objects (tune, "hot");
  g_autofree char *what = opt_report_describe_hot (tune);
  const char *head[N_CELLS]
      = { _ ("share"), _ ("calls"), _ ("mean"), _ ("total"), _ ("rows"), _ ("statement") };

  opt_text_heading (text, _ ("What is hot"));
  opt_text_line (text, 2, what);
  if (hot->len > 0)
    opt_text_row (text, head, widths, N_CELLS);
  for (guint i = 0; i < hot->len; i++)
    add_statement (text, hot->pdata[i]);
}

/**
 * opt_report_tune_to_text:
 * @tune: the object of `tune --json`
 * @connection: the server, as a word for a shell, without a password
 * @colour: whether the terminal shows colours
 *
 * Returns: (transfer full): it for a terminal of 100 columns, with the next command to type
 */
char *
opt_report_tune_to_text (JsonNode *tune, const char *connection, gboolean colour)
{
  JsonObject *object;
  OptText *text;

  g_return_val_if_fail (tune != NULL, NULL);

  object = opt_report_get_root (tune);
  text = opt_text_new (colour);
  add_watched (text, object);
  add_hot (text, object);
  opt_report_text_add_advice (text, object, connection);

  return opt_text_free_to_text (text);
}
