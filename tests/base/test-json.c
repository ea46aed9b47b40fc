/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"

static void
test_good (void)
{
  static const char *const texts[] = {
    "null",
    "true",
    "0",
    "-0",
    "1.5e-3",
    "\"\"",
    "[]",
    "{}",
    " [ 1 , 2 ]\n",
    "{\"a\":{\"b\":[1,{}]}}",
    "[1E5]",
    "[\"\\u00e4\"]",
    "[\"\\/\"]",
    "\xef\xbb\xbf[1]",
    "[\"\\ud83d\\ude00 \xf0\x9f\x98\x80\"]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = opt_json_parse (texts[i], -1, &error);

      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    const char *place;
  } cases[] = {
    { "", "line 1, column 1" },
    { "   ", "line 1, column 4" },
    { "[1,\n  2,\n  x]", "line 3, column 3" },
    { "{\"ä\": x}", "line 1, column 7" },
    { "[1", "line 1, column 3" },
    { "[1]]", "line 1, column 4" },
    { "[1,]", "line 1, column 4" },
    { "{\"a\" 1}", "line 1, column 6" },
    { "{a:1}", "line 1, column 2" },
    { "['a']", "line 1, column 2" },
    { "// a\n[1]", "line 1, column 1" },
    { "/* a */ [1]", "line 1, column 1" },
    { "[0x10]", "line 1, column 3" },
    { "[01]", "line 1, column 3" },
    { "[+1]", "line 1, column 2" },
    { "[.5]", "line 1, column 2" },
    { "[5.]", "line 1, column 4" },
    { "[1e]", "line 1, column 4" },
    { "[1e400]", "line 1, column 2" },
    { "[NaN]", "line 1, column 2" },
    { "[Infinity]", "line 1, column 2" },
    { "[nul", "line 1, column 2" },
    { "[\"a", "line 1, column 4" },
    { "[\"a\nb\"]", "line 1, column 4" },
    { "[\"\\x\"]", "line 1, column 4" },
    { "[\"\\u12\"]", "line 1, column 7" },
    { "[\"\\u0000\"]", "line 1, column 9" },
    { "[\"\\ud800\"]", "line 1, column 9" },
    { "[\"\\ud800\\n\"]", "line 1, column" },
    { "[\"\\ude00\"]", "line 1, column 9" },
    { "[\"\xff\"]", "line 1, column 3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (opt_json_parse (cases[i].text, -1, &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].place));
    }
}

static void
test_embedded_nul (void)
{
  static const char text[] = "[1]\0[2]";
  g_autoptr (GError) error = NULL;

  g_assert_null (opt_json_parse (text, sizeof text - 1, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
}

static char *
make_nested (guint depth, gboolean closed)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
  for (guint i = depth; closed && i-- > 0;)
    g_string_append_c (text, i % 2 == 0 ? ']' : '}');

  return g_string_free (text, FALSE);
}

static void
test_nested (void)
{
  g_autofree char *deep = make_nested (1999, FALSE);
  g_autofree char *closed = make_nested (2000, FALSE);
  g_autofree char *deeper = make_nested (100000, TRUE);
  g_autofree char *brackets = g_strnfill (100000, '[');
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  GString *text = g_string_new (NULL);
  g_autofree char *printed = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < 2000; i++)
    g_string_append_c (text, ']');
  node = opt_json_parse (text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  printed = opt_json_print (node, FALSE);
  g_assert_cmpstr (printed, ==, text->str);
  g_string_free (text, TRUE);

  g_assert_null (opt_json_parse (deep, -1, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (opt_json_parse (closed, -1, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (opt_json_parse (deeper, -1, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (opt_json_parse (brackets, -1, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
}

static void
test_too_large (void)
{
  gsize length = 64 * 1024 * 1024 + 1;
  g_autofree char *text = g_strnfill (length, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (opt_json_parse (text, (gssize) length, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
}

/* Any damage to a good text is refused or read, and never crashes. */
static void
test_mutations (void)
{
  static const char good[] = "{\"Plan\": {\"Node Type\": \"Seq Scan\", \"Rows\": 1.5e3,"
                             " \"Width\": -12, \"Output\": [\"a\\u00e4\", true, null, {}]}}";
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint refused = 0;

  for (guint i = 0; i < 20000; i++)
    {
      char text[sizeof good];
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (GError) error = NULL;

      memcpy (text, good, sizeof good);
      for (gint k = g_rand_int_range (rand, 1, 4); k > 0; k--)
        text[g_rand_int_range (rand, 0, sizeof good - 1)] = (char) g_rand_int_range (rand, 0, 256);
      node = opt_json_parse (text, g_rand_int_range (rand, 0, sizeof good), &error);
      g_assert_true ((node != NULL) == (error == NULL));
      refused += node == NULL;
    }
  g_assert_cmpuint (refused, >, 10000);
}

static void
test_numbers (void)
{
  static const char text[]
      = "{\"max\": 9223372036854775807, \"min\": -9223372036854775808,"
        " \"over\": 9223372036854775808, \"rows\": 100000000000000000000000000000,"
        " \"whole\": 3.0, \"part\": 3.5, \"text\": \"3\", \"none\": null, \"flag\": true}";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = opt_json_parse (text, -1, &error);
  JsonObject *object;

  g_assert_no_error (error);
  object = json_node_get_object (node);
  g_assert_cmpint (opt_json_get_int (object, "max", 0), ==, G_MAXINT64);
  g_assert_cmpint (opt_json_get_int (object, "min", 0), ==, G_MININT64);
  g_assert_cmpint (opt_json_get_int (object, "over", -7), ==, -7);
  g_assert_cmpfloat (opt_json_get_double (object, "over", 0), ==, 0x1p63);
  g_assert_cmpfloat (opt_json_get_double (object, "rows", 0), ==, 1e29);
  g_assert_cmpint (opt_json_get_int (object, "whole", -7), ==, 3);
  g_assert_cmpint (opt_json_get_int (object, "part", -7), ==, -7);
  g_assert_cmpfloat (opt_json_get_double (object, "part", 0), ==, 3.5);
  g_assert_cmpfloat (opt_json_get_double (object, "max", 0), ==, 0x1p63);
  g_assert_cmpint (opt_json_get_int (object, "text", -7), ==, -7);
  g_assert_cmpint (opt_json_get_int (object, "none", -7), ==, -7);
  g_assert_true (isnan (opt_json_get_double (object, "flag", NAN)));
}

static void
test_getters (void)
{
  static const char text[] = "{\"s\": \"x\", \"o\": {\"n\": 1}, \"a\": [1, 2], \"t\": true,"
                             " \"f\": false, \"z\": null, \"s\": \"y\"}";
  g_autoptr (JsonNode) node = opt_json_parse (text, -1, NULL);
  JsonObject *object = json_node_get_object (node);

  g_assert_cmpstr (opt_json_get_string (object, "s"), ==, "y");
  g_assert_null (opt_json_get_string (object, "o"));
  g_assert_null (opt_json_get_string (object, "z"));
  g_assert_null (opt_json_get_string (object, "absent"));
  g_assert_null (opt_json_get_string (NULL, "s"));
  g_assert_true (opt_json_get_boolean (object, "t", FALSE));
  g_assert_false (opt_json_get_boolean (object, "f", TRUE));
  g_assert_true (opt_json_get_boolean (object, "s", TRUE));
  g_assert_cmpint (opt_json_get_int (opt_json_get_object (object, "o"), "n", 0), ==, 1);
  g_assert_null (opt_json_get_object (object, "a"));
  g_assert_cmpuint (json_array_get_length (opt_json_get_array (object, "a")), ==, 2);
  g_assert_null (opt_json_get_array (object, "o"));
  g_assert_null (opt_json_get_array (object, "z"));
}

static void
test_print (void)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *compact = NULL;
  g_autofree char *pretty = NULL;
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  json_array_add_double_element (array, INFINITY);
  json_array_add_string_element (array, "a\"\\\n\x01ä");
  json_object_set_double_member (object, "nan", NAN);
  json_object_set_double_member (object, "half", 0.5);
  json_object_set_array_member (object, "array", array);
  json_node_take_object (node, object);

  compact = opt_json_print (node, FALSE);
  g_assert_cmpstr (compact, ==,
                   "{\"nan\":null,\"half\":0.5,\"array\":[null,\"a\\\"\\\\\\n\\u0001ä\"]}");
  pretty = opt_json_print (node, TRUE);
  g_assert_true (g_str_has_prefix (pretty, "{\n  \"nan\" : null,\n"));

  again = opt_json_parse (pretty, -1, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (node, again));
}

/* Very large and very small numbers can be read again; what looks like one in a text stays. */
static void
test_print_exponents (void)
{
  static const char *const text
      = "{\"large\": 1e93, \"small\": -2.5e-30, \"tiny\": 1e-05, \"true\": true,"
        " \"text\": \"1e+93.0 \\\" 1e+93.0\", \"n\": [1.0, 1e20]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = opt_json_parse (text, -1, &error);
  g_autofree char *printed = NULL;
  g_autoptr (JsonNode) again = NULL;
  JsonObject *object;

  g_assert_no_error (error);
  printed = opt_json_print (node, FALSE);
  again = opt_json_parse (printed, -1, &error);
  g_assert_no_error (error);
  object = json_node_get_object (again);
  g_assert_cmpfloat (opt_json_get_double (object, "large", 0), ==, 1e93);
  g_assert_cmpfloat (opt_json_get_double (object, "small", 0), ==, -2.5e-30);
  g_assert_cmpfloat (opt_json_get_double (object, "tiny", 0), ==, 1e-05);
  g_assert_cmpstr (opt_json_get_string (object, "text"), ==, "1e+93.0 \" 1e+93.0");
}

/* No digits that nobody gave. */
static void
test_print_digits (void)
{
  static const char *const numbers[] = { "0.29",
                                         "-0.1",
                                         "1234.005",
                                         "100.0",
                                         "3",
                                         "0.30000000000000004",
                                         "1.7976931348623157e+308",
                                         "123456789012345678",
                                         "2.2250738585072014e-308",
                                         "499999999999999.5" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"0.28999999999999998\":%s}", numbers[i]);
      g_autoptr (JsonNode) node = opt_json_parse (text, -1, NULL);
      g_autofree char *printed = opt_json_print (node, FALSE);

      g_assert_cmpstr (printed, ==, text);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/good", test_good);
  g_test_add_func ("/base/json/bad", test_bad);
  g_test_add_func ("/base/json/embedded-nul", test_embedded_nul);
  g_test_add_func ("/base/json/nested", test_nested);
  g_test_add_func ("/base/json/too-large", test_too_large);
  g_test_add_func ("/base/json/mutations", test_mutations);
  g_test_add_func ("/base/json/numbers", test_numbers);
  g_test_add_func ("/base/json/getters", test_getters);
  g_test_add_func ("/base/json/print", test_print);
  g_test_add_func ("/base/json/print-exponents", test_print_exponents);
  g_test_add_func ("/base/json/print-digits", test_print_digits);

  return g_test_run ();
}
