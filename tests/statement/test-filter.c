/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error.h"
#include "opt-filter.h"

/* "=status <created other" with a mark each: "*" in a list, "^" with another relation's column. */
static char *
describe (GPtrArray *terms)
{
  static const char *const kinds[] = { "=", "<", "!", "?" };
  static const char *const wraps[] = { "", " function ", " cast ", " operator " };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < terms->len; i++)
    {
      const OptFilterTerm *term = terms->pdata[i];
      const char *key = opt_filter_term_get_key (term);

      g_string_append_printf (text, "%s%s%s%s%s", i > 0 ? ", " : "", kinds[term->kind],
                              term->list ? "*" : "", term->joined ? "^" : "",
                              key != NULL ? key : "");
      if (term->wrap != OPT_FILTER_WRAP_NONE)
        g_string_append_printf (text, "%s%s", wraps[term->wrap], term->wrapper);
    }

  return g_string_free (text, FALSE);
}

static void
test_terms (void)
{
  static const struct
  {
    const char *condition;
    const char *alias;
    const char *terms;
  } cases[] = {
    { "(status = 'new'::text)", NULL, "=status" },
    { "((status)::text = 'new'::text)", NULL, "=status" },
    { "((o.status = $1) AND (o.created > '2024-01-01'::date))", "o", "=status, <created" },
    { "((a = 1) AND (b = ANY ('{1,2}'::integer[])) AND (c IS NULL))", NULL, "=a, =*b, =c" },
    { "(active AND (NOT deleted) AND (c IS NOT NULL))", NULL, "=active, =deleted, !c" },
    { "((a = 1) OR (b = 2))", NULL, "?" },
    { "(NOT (a = 1))", NULL, "?" },
    { "(name ~~ 'a%'::text)", NULL, "?name" },
    { "(5 = o.a)", "o", "=a" },
    { "(o.customer_id = c.id)", "o", "=^customer_id" },
    { "(o.a = o.b)", "o", "?" },
    { "(lower((email)::text) = 'x'::text)", NULL, "=lower(email::text) function lower" },
    { "((u.created)::date = '2024-01-01'::date)", "u", "=created::date cast date" },
    { "((id)::numeric = 5.5)", NULL, "=id::numeric cast numeric" },
    { "((price * 1.2) > 100.0)", NULL, "<price * 1.2 operator *" },
    { "((data ->> 'k'::text) = 'v'::text)", NULL, "=data ->> 'k'::text operator ->>" },
    { "(EXTRACT(year FROM created) = '2024'::numeric)", NULL,
      "=extract ('year' FROM created) function extract" },
    { "(\"Odd Name\" = 1)", NULL, "=\"Odd Name\"" },
    { "(COALESCE(a, 0) = 1)", NULL, "=COALESCE(a, 0) function coalesce" },
    { "(lower('X'::text) = 'x'::text)", NULL, "?" },
    { "(a = $0)", NULL, "=a" },
    { "(a = (InitPlan 1).col1)", NULL, "=a" },
    { "(a = ANY ((InitPlan 1).col1))", NULL, "=*a" },
    { "(NOT (hashed SubPlan 1))", NULL, "?" },
    { "((NOT (hashed SubPlan 1)) AND (status = 'new'::text))", NULL, "?, =status" },
    { "((hashed SubPlan 1) AND (b > 1))", NULL, "?, <b" },
    { "(a = (SubPlan 2))", NULL, "?" },
    { "((SubPlan 2) = 5)", NULL, "?" },
    { "(EXISTS (SubPlan 1) AND (a = 1))", NULL, "?, =a" },
    { "(EXISTS(SubPlan 1) AND (a = 1))", NULL, "?, =a" },
    { "((ANY (a = (hashed SubPlan 1).col1)) AND (b = 1))", NULL, "?, =b" },
    { "((alternatives: SubPlan 1 or hashed SubPlan 2) AND (b = 1))", NULL, "?, =b" },
    { "((ctid = '(0,1)'::tid) AND (xmin = '1'::xid) AND (a = 1))", NULL, "?, ?, =a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) terms = opt_filter_read (cases[i].condition, cases[i].alias, &error);
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].condition);
      g_assert_no_error (error);
      text = describe (terms);
      g_assert_cmpstr (text, ==, cases[i].terms);
    }
}

/* What EXPLAIN prints that is no SQL, and what is more than a condition. */
static void
test_refused (void)
{
  static const char *const conditions[] = {
    "",
    "a = 1; SELECT 1 WHERE (b = 2)",
    "a = 1 ORDER BY a",
    "a = 1 UNION SELECT 1",
    "a = 1) OR (SELECT 1 WHERE (b =",
    "a = '\xff'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) terms = opt_filter_read (conditions[i], NULL, &error);

      g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
      g_assert_null (terms);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/statement/filter/terms", test_terms);
  g_test_add_func ("/statement/filter/refused", test_refused);

  return g_test_run ();
}
