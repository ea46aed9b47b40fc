/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-html.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-json.h"
#include "opt-plan-rows.h"
#include "opt-plan-statistics.h"
#include "opt-statement-text.h"

/* One page that needs nothing else, and runs nothing: nor may it, whatever a plan has in it. */
#define HEAD                                                                              \
  "<meta charset=\"utf-8\">\n"                                                            \
  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"            \
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " \
  "'unsafe-inline'\">\n"
#define STYLE                                                                                      \
  "<style>\n"                                                                                      \
  ":root { color-scheme: light dark; --text: #2e2e2e; --dim: #5e5c64; --back: #fafafa;"            \
  " --card: #ffffff; --line: #d5d3cf; --bar: #99c1f1; --warn: #9c6e03; }\n"                        \
  "@media (prefers-color-scheme: dark) { :root { --text: #f6f5f4; --dim: #c0bfbc;"                 \
  " --back: #242424; --card: #303030; --line: #4a4a4a; --bar: #1a5fb4; --warn: #f8e45c; } }\n"     \
  "body { font: 15px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back);"     \
  " margin: 0 auto; max-width: 75em; padding: 1em; overflow-wrap: anywhere; }\n"                   \
  "h1 { font-size: 1.5em; } h2 { font-size: 1.2em; margin-top: 1.6em; }\n"                         \
  "p, dl { margin: .3em 0; } .dim, dt { color: var(--dim); } .warning { color: var(--warn); }\n"   \
  "section.card, pre { background: var(--card); border: 1px solid var(--line);"                    \
  " border-radius: 8px; padding: .6em 1em; margin: .6em 0; }\n"                                    \
  "pre { overflow-x: auto; white-space: pre-wrap; }\n"                                             \
  "details details { margin-left: .55em; padding-left: .55em; border-left: 1px solid "             \
  "var(--line); }\n"                                                                               \
  "summary { padding: .15em 0; cursor: pointer; } summary:focus-visible { outline: 2px solid; }\n" \
  "summary .bar { display: inline-block; vertical-align: middle; width: 5em; height: .7em;"        \
  " border: 1px solid var(--line); margin: 0 .5em; }\n"                                            \
  "summary .bar span { display: block; height: 100%; background: var(--bar); }\n"                  \
  "details.figures { font-size: .9em; } details.figures > summary { color: var(--dim); }\n"        \
  "dl.pairs { display: grid; grid-template-columns: minmax(8em, 16em) 1fr; gap: 0 1em; }\n"        \
  "dl.pairs dd { margin: 0; }\n"                                                                   \
  "table { border-collapse: collapse; width: 100%; } th { text-align: right; color: var(--dim);"   \
  " font-weight: normal; } td { text-align: right; font-variant-numeric: tabular-nums; }\n"        \
  "th, td { padding: .15em .5em; border-bottom: 1px solid var(--line); }\n"                        \
  "th:first-child, td:first-child { text-align: left; }\n"                                         \
  ".wide { overflow-x: auto; }\n"                                                                  \
  "@media print { details.figures { display: none; } }\n"                                          \
  "</style>\n"

/* Every text of a plan goes through this: files come from anywhere. */
static void
add_text (GString *html, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *escaped = g_markup_escape_text (valid, -1);

  g_string_append (html, escaped);
}

static void
add_element (GString *html, const char *tag, const char *style, const char *text)
{
  g_string_append_printf (html, style != NULL ? "<%s class=\"%s\">" : "<%s>", tag, style);
  add_text (html, text);
  g_string_append_printf (html, "</%s>\n", tag);
}

static void
add_pair (GString *html, const char *name, const char *value)
{
  add_element (html, "dt", NULL, name);
  add_element (html, "dd", NULL, value);
}

static void
add_summary (GString *html, OptPlan *self, const char *origin)
{
  g_autofree char *execution = opt_format_duration (opt_plan_get_execution_ms (self));
  g_autofree char *planning = opt_format_duration (opt_plan_get_planning_ms (self));
  g_autofree char *cost = opt_format_number (opt_plan_get_total_cost (self));
  g_autofree char *nodes = g_strdup_printf ("%u", opt_plan_get_n_nodes (self));

  g_string_append (html, "<dl class=\"pairs\">\n");
  if (opt_plan_has_rows (self))
    {
      add_pair (html, _ ("Execution"), execution);
      add_pair (html, _ ("Planning"), planning);
    }
  else if (!isnan (opt_plan_get_execution_ms (self)))
    {
      add_pair (html, _ ("Execution"), execution);
      add_pair (html, _ ("Of the nodes"), _ ("Not measured: all figures are estimates"));
    }
  else
    add_pair (html, _ ("Execution"), _ ("Not run: all figures are estimates"));
  if (opt_plan_get_n_untimed (self) > 0)
    {
      g_autofree char *untimed = g_strdup_printf ("%u", opt_plan_get_n_untimed (self));

      add_pair (html, _ ("Plans without times of nodes, left out of shares"), untimed);
    }
  add_pair (html, _ ("Estimated cost"), cost);
  add_pair (html, _ ("Nodes"), nodes);
  if (opt_plan_get_trigger_ms (self) > 0)
    {
      g_autofree char *triggers = opt_format_duration (opt_plan_get_trigger_ms (self));

      add_pair (html, _ ("Triggers"), triggers);
    }
  if (opt_plan_get_outside_root_ms (self) > 0)
    {
      g_autofree char *outside = opt_format_duration (opt_plan_get_outside_root_ms (self));

      add_pair (html, _ ("After the main plan"), outside);
    }
  if (origin != NULL)
    add_pair (html, _ ("Where it is from"), origin);
  g_string_append (html, "</dl>\n");
}

static void
add_finding (GString *html, OptFinding *finding)
{
  OptPlanNode *node = opt_finding_get_node (finding);
  gboolean note = opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_NOTE;
  g_autofree char *share = opt_format_percent (opt_finding_get_share (finding));

  g_string_append (html, "<section class=\"card\">\n");
  g_string_append_printf (html, "<p class=\"%s\"><strong>", note ? "dim" : "warning");
  add_text (html, note ? _ ("Note") : _ ("Warning"));
  g_string_append (html, ": ");
  add_text (html, opt_finding_get_title (finding));
  g_string_append (html, "</strong>");
  if (node != NULL)
    g_string_append_printf (html, " <a href=\"#n%d\">[%d]</a>", opt_plan_node_get_id (node),
                            opt_plan_node_get_id (node));
  g_string_append (html, "</p>\n");
  add_element (html, "p", NULL, opt_finding_get_seen (finding));
  if (!note)
    {
      g_autofree char *explains
          = g_strdup_printf (isnan (opt_finding_get_explained_ms (finding))
                                 ? _ ("Explains up to %s of the estimated cost")
                                 : _ ("Explains up to %s of the time"),
                             share);

      add_element (html, "p", NULL, explains);
    }
  add_element (html, "p", "dim", opt_finding_get_why (finding));
  add_element (html, "p", NULL, opt_finding_get_advice (finding));
  add_element (html, "p", "dim", opt_finding_get_caveat (finding));
  g_string_append (html, "</section>\n");
}

static void
add_findings (GString *html, OptPlan *self)
{
  add_element (html, "h2", NULL, _ ("Findings"));
  if (opt_plan_get_n_findings (self) == 0)
    add_element (html, "p", "dim", _ ("Nothing stands out."));
  for (guint i = 0; i < opt_plan_get_n_findings (self); i++)
    add_finding (html, opt_plan_get_finding (self, i));
}

/* What PostgreSQL printed of the node, but for the nodes below it. */
static void
add_properties (GString *html, OptPlanNode *node)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  g_string_append (html, "<details class=\"figures\"><summary>");
  add_text (html, _ ("All that PostgreSQL told of it"));
  g_string_append (html, "</summary>\n<dl class=\"pairs\">\n");
  json_object_iter_init_ordered (&iter, opt_plan_node_get_json (node));
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      gboolean is_text
          = JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING;
      g_autofree char *printed = is_text ? NULL : opt_json_print (value, FALSE);

      if (g_strcmp0 (key, "Plans") != 0)
        add_pair (html, key, is_text ? json_node_get_string (value) : printed);
    }
  g_string_append (html, "</dl></details>\n");
}

static char *
describe_node (OptPlan *self, OptPlanNode *node)
{
  double own = opt_plan_get_own_measure (self, node);
  g_autofree char *own_text
      = opt_plan_has_times (self) ? opt_format_duration (own) : opt_format_number (own);
  double part = opt_plan_get_own_share (self, node);
  /* One decimal, as opt_plan_to_text() has it: below each other they are to be compared. */
  g_autofree char *share
      = isfinite (part) ? g_strdup_printf ("%.1f %%", part * 100) : g_strdup (OPT_FORMAT_NONE);
  g_autofree char *rows = opt_plan_node_describe_rows (node);

  if (opt_plan_node_is_never_executed (node))
    return g_strdup (_ ("never executed"));

  return g_strdup_printf (opt_plan_has_times (self) ? _ ("own time %s (%s), %s")
                                                    : _ ("own cost %s (%s), %s"),
                          own_text, share, rows != NULL ? rows : OPT_FORMAT_NONE);
}

static void
add_bar (GString *html, double share)
{
  char width[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (share))
    return;

  g_ascii_formatd (width, sizeof width, "%.1f", CLAMP (share, 0, 1) * 100);
  g_string_append_printf (
      html, "<span class=\"bar\" aria-hidden=\"true\"><span style=\"width:%s%%\"></span></span>",
      width);
}

/* Begins the node; what hangs on it comes before its end. */
static void
begin_node (GString *html, OptPlan *self, OptPlanNode *node)
{
  const char *subplan = opt_plan_node_get_subplan_name (node);
  g_autofree char *label = opt_plan_node_get_label (node);
  g_autofree char *figures = describe_node (self, node);

  g_string_append_printf (html, "<details open id=\"n%d\"><summary>[%d] ",
                          opt_plan_node_get_id (node), opt_plan_node_get_id (node));
  if (subplan != NULL)
    {
      add_text (html, subplan);
      g_string_append (html, ": ");
    }
  g_string_append (html, "<strong>");
  add_text (html, label);
  g_string_append (html, "</strong>");
  add_bar (html, opt_plan_get_own_share (self, node));
  g_string_append (html, " <span class=\"dim\">");
  add_text (html, figures);
  g_string_append (html, "</span></summary>\n");
  add_properties (html, node);
}

/* The nodes are in the order in which a tree is written; they may be two thousand deep. */
static void
add_tree (GString *html, OptPlan *self)
{
  guint open = 0;

  add_element (html, "h2", NULL, _ ("Plan"));
  for (guint id = 1; id <= opt_plan_get_n_nodes (self); id++)
    {
      OptPlanNode *node = opt_plan_get_node (self, (int) id);

      for (; open > opt_plan_node_get_depth (node); open--)
        g_string_append (html, "</details>\n");
      begin_node (html, self, node);
      open++;
    }
  for (; open > 0; open--)
    g_string_append (html, "</details>\n");
}

static void
add_total (GString *html, OptPlan *self, OptPlanGrouping grouping, OptPlanTotal *total)
{
  double own = opt_plan_total_get_own_measure (total);
  const char *name = opt_plan_total_get_name (total);
  g_autofree char *own_text
      = opt_plan_has_times (self) ? opt_format_duration (own) : opt_format_number (own);
  g_autofree char *share = opt_format_percent (opt_plan_total_get_share (total));
  g_autofree char *nodes = g_strdup_printf ("%u", opt_plan_total_get_n_nodes (total));
  g_autofree char *rows = opt_format_number (opt_plan_total_get_rows (total));
  g_autofree char *hit
      = opt_format_number (opt_plan_total_get_blocks (total, OPT_PLAN_BLOCKS_SHARED_HIT));
  g_autofree char *read
      = opt_format_number (opt_plan_total_get_blocks (total, OPT_PLAN_BLOCKS_SHARED_READ));

  g_string_append (html, "<tr>\n");
  add_element (html, "td", NULL, name != NULL ? name : opt_plan_grouping_get_rest (grouping));
  add_element (html, "td", NULL, own_text);
  add_element (html, "td", NULL, share);
  add_element (html, "td", NULL, nodes);
  add_element (html, "td", NULL, rows);
  add_element (html, "td", NULL, hit);
  add_element (html, "td", NULL, read);
  g_string_append (html, "</tr>\n");
}

static void
add_statistics (GString *html, OptPlan *self)
{
  g_autoptr (OptPlanStatistics) statistics = opt_plan_statistics_new (self);
  const char *const headings[] = {
    opt_plan_has_times (self) ? _ ("Own time") : _ ("Own cost"), _ ("Share"), _ ("Nodes"),
    opt_plan_has_rows (self) ? _ ("Rows") : _ ("Est. rows"),     _ ("Hit"),   _ ("Read"),
  };

  add_element (html, "h2", NULL, _ ("Statistics"));
  for (OptPlanGrouping grouping = 0; grouping < OPT_PLAN_N_GROUPINGS; grouping++)
    {
      GListModel *totals = opt_plan_statistics_get_totals (statistics, grouping);

      if (g_list_model_get_n_items (totals) == 0)
        continue;
      g_string_append (html, "<div class=\"wide\"><table><thead><tr>\n");
      add_element (html, "th", NULL, opt_plan_grouping_get_title (grouping));
      for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
        add_element (html, "th", NULL, headings[i]);
      g_string_append (html, "</tr></thead><tbody>\n");
      for (guint i = 0; i < g_list_model_get_n_items (totals); i++)
        {
          g_autoptr (OptPlanTotal) total = g_list_model_get_item (totals, i);

          add_total (html, self, grouping, total);
        }
      g_string_append (html, "</tbody></table></div>\n");
    }
}

/**
 * opt_plan_to_html:
 * @self: a plan
 * @sql: (nullable): its statement, where it is known from elsewhere
 * @origin: (nullable): where the plan is from, in words
 *
 * The plan as one page that needs no script and no other file: summary, findings, the tree with all
 * that PostgreSQL told of each node, statistics and the statement. In light or dark colours, as the
 * reader has them.
 *
 * Returns: (transfer full): HTML
 */
char *
opt_plan_to_html (OptPlan *self, const char *sql, const char *origin)
{
  g_autofree char *laid_out = NULL;
  GString *html;

  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  if (sql == NULL && opt_plan_get_n_plans (self) > 0 && opt_plan_get_query_text (self, 0) != NULL)
    sql = laid_out = opt_statement_format (opt_plan_get_query_text (self, 0));

  html = g_string_new ("<!DOCTYPE html>\n");
  g_string_append_printf (html, "<html lang=\"%s\">\n<head>\n" HEAD,
                          /* Translators: the code of your language, as in <html lang="en"> */
                          _ ("en"));
  add_element (html, "title", NULL, _ ("Plan of a statement"));
  g_string_append (html, STYLE "</head>\n<body>\n<main>\n");
  add_element (html, "h1", NULL, _ ("Plan of a statement"));
  add_summary (html, self, origin);
  add_findings (html, self);
  if (sql != NULL)
    {
      add_element (html, "h2", NULL, _ ("Statement"));
      add_element (html, "pre", NULL, sql);
    }
  add_tree (html, self);
  add_statistics (html, self);
  g_string_append (html, "</main>\n</body>\n</html>\n");

  return g_string_free (html, FALSE);
}
