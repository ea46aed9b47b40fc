/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "opt-json.h"
#include "opt-test.h"

/**
 * cli_home_new:
 *
 * Returns: (transfer full): an empty home
 */
CliHome *
cli_home_new (void)
{
  static const char *const below[] = { "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
                                       "XDG_STATE_HOME", "XDG_RUNTIME_DIR" };
  static const char *const foreign[] = { "PGHOST",     "PGPORT",         "PGUSER",
                                         "PGDATABASE", "PGPASSWORD",     "PGPASSFILE",
                                         "PGSERVICE",  "PGSERVICEFILE",  "DBUS_SESSION_BUS_ADDRESS",
                                         "DISPLAY",    "WAYLAND_DISPLAY" };
  CliHome *self = g_new0 (CliHome, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("optischema-cli-XXXXXX", &error);
  g_assert_no_error (error);
  /* A cluster of root runs as another user, who must find the way in. */
  g_assert_cmpint (g_chmod (self->folder, 0711), ==, 0);
  self->scratch = g_build_filename (self->folder, "s", NULL);
  g_assert_cmpint (g_mkdir (self->scratch, 0711), ==, 0);

  self->environ = g_get_environ ();
  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    self->environ = g_environ_unsetenv (self->environ, foreign[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, below[i], NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      cli_home_set (self, below[i], path);
    }
  cli_home_set (self, "HOME", self->folder);
  cli_home_set (self, "OPTISCHEMA_SCRATCH_DIR", self->scratch);
  cli_home_set (self, "LC_ALL", "C.UTF-8");
  /* No keyring is asked, and none is started. */
  cli_home_set (self, "DBUS_SESSION_BUS_ADDRESS", "disabled:");

  return self;
}

static void
remove_below (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_below (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
cli_home_free (CliHome *self)
{
  remove_below (self->folder);
  g_free (self->folder);
  g_free (self->scratch);
  g_strfreev (self->environ);
  g_free (self);
}

/**
 * cli_home_set:
 * @self: a home
 * @name: of an environment variable
 * @value: (nullable): its value in the programs that run there, %NULL to unset it
 */
void
cli_home_set (CliHome *self, const char *name, const char *value)
{
  self->environ = value != NULL ? g_environ_setenv (self->environ, name, value, TRUE)
                                : g_environ_unsetenv (self->environ, name);
}

/**
 * cli_home_assert_clean:
 * @self: a home
 *
 * Ends the test where a private cluster left anything behind.
 */
void
cli_home_assert_clean (CliHome *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (self->scratch, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_dir_read_name (folder), ==, NULL);
}

static void
assert_not_below (const char *path, const char *secret)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *contents = NULL;
      gsize length = 0;

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        assert_not_below (child, secret);
      else if (g_file_get_contents (child, &contents, &length, NULL)
               && memmem (contents, length, secret, strlen (secret)) != NULL)
        g_error ("%s holds the secret", child);
    }
}

/**
 * cli_home_assert_nowhere:
 * @self: a home
 * @secret: what may be in no file of it
 */
void
cli_home_assert_nowhere (CliHome *self, const char *secret)
{
  assert_not_below (self->folder, secret);
}

/**
 * cli_home_write:
 * @self: a home
 * @name: of a new file in it
 * @text: what is in it
 * @length: so many bytes, -1 for all up to its end
 *
 * Returns: (transfer full): its path
 */
char *
cli_home_write (CliHome *self, const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&path);
}

static GSubprocess *
spawn (CliHome *home, GSubprocessFlags flags, va_list arguments)
{
  const char *program = g_getenv ("OPTISCHEMA_CLI");
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      flags | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;
  char *argument;

  if (program == NULL)
    g_error ("OPTISCHEMA_CLI does not say where optischema-cli is");

  g_ptr_array_add (argv, (char *) program);
  while ((argument = va_arg (arguments, char *)) != NULL)
    g_ptr_array_add (argv, argument);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_environ (launcher, home->environ);
  g_subprocess_launcher_set_cwd (launcher, home->folder);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);

  return process;
}

static CliRun *
finish (GSubprocess *process, const char *input, gsize length)
{
  CliRun *run = g_new0 (CliRun, 1);
  g_autoptr (GBytes) in = input != NULL ? g_bytes_new_static (input, length) : NULL;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate (process, in, NULL, &out, &err, &error);
  g_assert_no_error (error);

  if (!g_subprocess_get_if_exited (process))
    g_error ("optischema-cli was ended by signal %d", g_subprocess_get_term_sig (process));
  run->status = g_subprocess_get_exit_status (process);
  run->out = g_strndup (g_bytes_get_size (out) > 0 ? g_bytes_get_data (out, NULL) : "",
                        g_bytes_get_size (out));
  run->err = g_strndup (g_bytes_get_size (err) > 0 ? g_bytes_get_data (err, NULL) : "",
                        g_bytes_get_size (err));

  return run;
}

/**
 * cli_run:
 * @home: whose
 * @...: the words behind "optischema-cli", ended by %NULL
 *
 * Returns: (transfer full): how it ended and what it said
 */
CliRun *
cli_run (CliHome *home, ...)
{
  g_autoptr (GSubprocess) process = NULL;
  va_list arguments;

  va_start (arguments, home);
  process = spawn (home, G_SUBPROCESS_FLAGS_NONE, arguments);
  va_end (arguments);

  return finish (process, NULL, 0);
}

/**
 * cli_run_with_input:
 * @home: whose
 * @input: what it can read from its standard input
 * @length: so many bytes
 * @...: the words behind "optischema-cli", ended by %NULL
 *
 * Returns: (transfer full): how it ended and what it said
 */
CliRun *
cli_run_with_input (CliHome *home, const char *input, gsize length, ...)
{
  g_autoptr (GSubprocess) process = NULL;
  va_list arguments;

  va_start (arguments, length);
  process = spawn (home, G_SUBPROCESS_FLAGS_STDIN_PIPE, arguments);
  va_end (arguments);

  return finish (process, input, length);
}

/**
 * cli_spawn:
 * @home: whose
 * @...: the words behind "optischema-cli", ended by %NULL
 *
 * Returns: (transfer full): the running program, for cli_finish()
 */
GSubprocess *
cli_spawn (CliHome *home, ...)
{
  GSubprocess *process;
  va_list arguments;

  va_start (arguments, home);
  process = spawn (home, G_SUBPROCESS_FLAGS_NONE, arguments);
  va_end (arguments);

  return process;
}

CliRun *
cli_finish (GSubprocess *process)
{
  return finish (process, NULL, 0);
}

void
cli_run_free (CliRun *self)
{
  g_free (self->out);
  g_free (self->err);
  g_free (self);
}

static void
show (const CliRun *run)
{
  g_test_message ("exit status %d", run->status);
  g_test_message ("standard output: %s", run->out);
  g_test_message ("standard error: %s", run->err);
}

void
cli_assert_status (const CliRun *run, int status)
{
  if (run->status != status)
    show (run);
  g_assert_cmpint (run->status, ==, status);
}

/**
 * cli_assert_failed:
 * @run: of the program
 * @status: the exit status that it must have
 * @cause: (nullable): what its message must hold
 * @next_step: (nullable): what it must say about what to do next
 */
void
cli_assert_failed (const CliRun *run, int status, const char *cause, const char *next_step)
{
  cli_assert_status (run, status);
  if (!g_str_has_prefix (run->err, "optischema-cli: "))
    show (run);
  g_assert_true (g_str_has_prefix (run->err, "optischema-cli: "));
  if (cause != NULL)
    cli_assert_said (run, cause);
  if (next_step != NULL)
    cli_assert_said (run, next_step);
}

/* On either of its outputs. */
void
cli_assert_said (const CliRun *run, const char *text)
{
  if (strstr (run->out, text) == NULL && strstr (run->err, text) == NULL)
    {
      show (run);
      g_error ("It did not say “%s”", text);
    }
}

/**
 * cli_parse:
 * @run: of the program, with `--json`
 *
 * Returns: (transfer full): the one object on the standard output; ends the test where there is
 *   anything else
 */
JsonNode *
cli_parse (const CliRun *run)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = opt_json_parse (run->out, -1, &error);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    show (run);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  g_assert_cmpint (run->out[0], ==, '{');
  g_assert_true (g_str_has_suffix (run->out, "}\n"));

  return node;
}

static gboolean
holds (JsonNode *node, char kind)
{
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  switch (kind)
    {
    case 's':
      return type == G_TYPE_STRING;
    case 'i':
      return type == G_TYPE_INT64;
    case 'n':
      return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
    case 'b':
      return type == G_TYPE_BOOLEAN;
    case 'a':
      return node != NULL && JSON_NODE_HOLDS_ARRAY (node);
    case 'o':
      return node != NULL && JSON_NODE_HOLDS_OBJECT (node);
    default:
      g_assert_not_reached ();
    }
}

/**
 * cli_assert_members:
 * @object: a JSON object
 * @names: ended by %NULL: for each member its type and its name: "s:text", "i:whole", "n:number",
 *   "b:boolean", "a:array", "o:object"; "?" before the type: the member is there and may be null;
 *   "*" before the type: it may be absent
 */
void
cli_assert_members (JsonObject *object, const char *const *names)
{
  g_assert_nonnull (object);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      gboolean may_be_null = names[i][0] == '?';
      gboolean may_be_absent = names[i][0] == '*';
      const char *spec = names[i] + (may_be_null || may_be_absent ? 1 : 0);
      JsonNode *node = json_object_get_member (object, spec + 2);

      if (may_be_absent && node == NULL)
        continue;
      if (node == NULL || !((may_be_null && JSON_NODE_HOLDS_NULL (node)) || holds (node, spec[0])))
        {
          g_autoptr (JsonNode) whole = json_node_init_object (json_node_alloc (), object);
          g_autofree char *text = json_to_string (whole, FALSE);

          g_error ("Member “%s” is not as documented in %s", spec, text);
        }
    }
}

/* The first object of an array that must have one. */
JsonObject *
cli_get_first (JsonObject *object, const char *array)
{
  g_assert_true (json_object_has_member (object, array));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, array)), >, 0);

  return json_array_get_object_element (json_object_get_array_member (object, array), 0);
}

/**
 * cli_get_address:
 * @user: (nullable): who; the superuser if %NULL
 * @database: (nullable): a database, `postgres` if %NULL
 *
 * Returns: (transfer full): CONN for the test's own cluster
 */
char *
cli_get_address (const char *user, const char *database)
{
  g_autoptr (OptConninfo) conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), user, database);

  return opt_conninfo_to_string (conninfo);
}

/**
 * cli_execute:
 * @database: of the test's own cluster
 * @sql: statements for its superuser
 */
void
cli_execute (const char *database, const char *sql)
{
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  opt_connection_close (connection);
}

static char *
ask_pg_config (const char *bindir, const char *option)
{
  g_autofree char *program = g_build_filename (bindir, "pg_config", NULL);
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, option, NULL);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);

  return g_strdup (g_strstrip (output));
}

/* Links whatever is in a folder, but what starts with @without. */
static void
link_all (const char *from, const char *to, const char *without)
{
  g_autoptr (GDir) folder = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_nonnull (folder);
  g_assert_cmpint (g_mkdir_with_parents (to, 0755), ==, 0);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *target = g_build_filename (from, name, NULL);
      g_autofree char *link = g_build_filename (to, name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (link);

      if (!g_str_has_prefix (name, without))
        g_assert_true (g_file_make_symbolic_link (file, target, NULL, NULL));
    }
}

static void
copy_program (const char *bindir, const char *to, const char *name)
{
  g_autofree char *source_path = g_build_filename (bindir, name, NULL);
  g_autofree char *target_path = g_build_filename (to, name, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (source_path);
  g_autoptr (GFile) target = g_file_new_for_path (target_path);
  g_autoptr (GError) error = NULL;

  g_file_copy (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/**
 * cli_make_server_without_hypopg:
 * @home: a home
 *
 * The server's programs find what belongs to them by the way from their own folder, so in a copied
 * tree they see the extensions that were linked there.
 *
 * Returns: (transfer full): the folder of a server's programs that have no HypoPG
 */
char *
cli_make_server_without_hypopg (CliHome *home)
{
  g_autofree char *bindir = opt_cluster_find_binaries (0, NULL, NULL);
  g_autofree char *sharedir = ask_pg_config (bindir, "--sharedir");
  g_autofree char *libdir = ask_pg_config (bindir, "--pkglibdir");
  g_autofree char *root = g_build_filename (home->folder, "server", NULL);
  g_autofree char *extension = g_build_filename (sharedir, "extension", NULL);
  g_autofree char *new_share = NULL;
  g_autofree char *new_lib = NULL;
  g_autofree char *new_extension = NULL;
  char *new_bin;
  gsize common = 0;

  while (bindir[common] != '\0' && bindir[common] == sharedir[common]
         && libdir[common] == bindir[common])
    common++;
  while (common > 0 && bindir[common - 1] != '/')
    common--;
  new_bin = g_build_filename (root, bindir + common, NULL);
  new_share = g_build_filename (root, sharedir + common, NULL);
  new_lib = g_build_filename (root, libdir + common, NULL);
  new_extension = g_build_filename (new_share, "extension", NULL);

  g_assert_cmpint (g_mkdir_with_parents (new_bin, 0755), ==, 0);
  copy_program (bindir, new_bin, "postgres");
  copy_program (bindir, new_bin, "initdb");
  copy_program (bindir, new_bin, "pg_config");
  link_all (sharedir, new_share, "extension");
  link_all (extension, new_extension, "hypopg");
  link_all (libdir, new_lib, "hypopg");

  return new_bin;
}
