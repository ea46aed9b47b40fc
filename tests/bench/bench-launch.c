/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "opt-application.h"
#include "opt-profiles.h"
#include "opt-window.h"

/*
 * From the start of optischema to its first frame and to the first data of a server, beside the
 * start of GNOME Text Editor, in turns; and the memory of both. Run by with-session --display:
 * bench-launch OPTISCHEMA
 */
#define ROUNDS 11
#define STATEMENTS 5000
#define SERVER "bench"
/* In the header bar of a window in the corner of the screen. */
#define PROBE_X 40
#define PROBE_Y 25
#define PATIENCE (60 * G_USEC_PER_SEC)
/* Until a program has done what it does after its first frame. */
#define SETTLE (2 * G_USEC_PER_SEC)

/* ---- The screen ------------------------------------------------------------------------------ */

/* Fields of an XWD file's header, big-endian, of 32 bits each. */
enum
{
  XWD_HEADER_SIZE = 0,
  XWD_BYTES_PER_LINE = 12,
  XWD_N_COLOURS = 19
};
#define XWD_COLOUR_SIZE 12

/* Where the X server keeps the pixel that tells whether there is a window. */
static const volatile guint32 *
map_probe (void)
{
  const char *path = g_getenv ("OPTISCHEMA_TEST_SCREEN");
  const guint32 *header;
  struct stat stat;
  gsize offset;
  int fd;

  if (path == NULL)
    g_error ("This is to be run by with-session --display.");
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat (fd, &stat) != 0)
    g_error ("%s can't be read", path);
  header = mmap (NULL, stat.st_size, PROT_READ, MAP_SHARED, fd, 0);
  if (header == MAP_FAILED)
    g_error ("%s can't be mapped", path);
  close (fd);

  offset = GUINT32_FROM_BE (header[XWD_HEADER_SIZE])
           + GUINT32_FROM_BE (header[XWD_N_COLOURS]) * XWD_COLOUR_SIZE
           + PROBE_Y * GUINT32_FROM_BE (header[XWD_BYTES_PER_LINE]);

  return header + offset / sizeof *header + PROBE_X;
}

static void
wait_for_window (const volatile guint32 *probe, gboolean there)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;

  while ((*probe != 0) != there)
    {
      if (g_get_monotonic_time () > deadline)
        g_error (there ? "No window is shown" : "A window does not go away");
      g_usleep (500);
    }
}

/* ---- A program, from outside ----------------------------------------------------------------- */

typedef struct
{
  const char *title;
  const char *const *argv;
  GArray *first_frame;
  GArray *cpu;
  GArray *resident;
  GArray *own;
} Launch;

static void
launch_init (Launch *launch, const char *title, const char *const *argv)
{
  *launch = (Launch){
    .title = title,
    .argv = argv,
    .first_frame = opt_bench_series_new (),
    .cpu = opt_bench_series_new (),
    .resident = opt_bench_series_new (),
    .own = opt_bench_series_new (),
  };
}

static void
launch_clear (Launch *launch)
{
  g_array_unref (launch->first_frame);
  g_array_unref (launch->cpu);
  g_array_unref (launch->resident);
  g_array_unref (launch->own);
}

/* A line of /proc/PID/smaps_rollup, in MB of 10^6 bytes. */
static double
get_memory (const char *text, const char *name)
{
  const char *line = strstr (text, name);

  if (line == NULL)
    g_error ("smaps_rollup has no %s", name);

  return (double) g_ascii_strtoull (line + strlen (name), NULL, 10) * 1024 / 1e6;
}

static void
note_memory (Launch *launch, GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", pid);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  opt_bench_check (error);
  opt_bench_series_add (launch->resident, get_memory (text, "\nRss:"));
  opt_bench_series_add (launch->own, get_memory (text, "\nAnonymous:"));
}

static void
launch_once (Launch *launch, const volatile guint32 *probe)
{
  g_autoptr (GError) error = NULL;
  double start;
  GPid pid;

  wait_for_window (probe, FALSE);
  start = opt_bench_get_wall ();
  g_spawn_async (NULL, (char **) launch->argv, NULL,
                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL
                     | G_SPAWN_STDOUT_TO_DEV_NULL,
                 NULL, NULL, &pid, &error);
  opt_bench_check (error);
  wait_for_window (probe, TRUE);
  opt_bench_series_add (launch->first_frame, opt_bench_get_wall () - start);
  opt_bench_series_add (launch->cpu, opt_bench_get_backend_cpu (pid));
  g_usleep (SETTLE);
  note_memory (launch, pid);
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
}

static void
launch_print (Launch *launch)
{
  g_print ("%s\n", launch->title);
  opt_bench_print ("start to first frame", launch->first_frame, "ms", NULL);
  opt_bench_print ("CPU time of its main thread until then", launch->cpu, "ms", NULL);
  opt_bench_print ("resident memory, two seconds later", launch->resident, "MB", NULL);
  opt_bench_print ("of that its own, not files", launch->own, "MB", NULL);
}

static void
print_ratio (const char *what, const GArray *ours, const GArray *theirs, const char *budget)
{
  g_autoptr (GArray) ratios = opt_bench_series_new ();

  for (guint i = 0; i < ours->len; i++)
    opt_bench_series_add (ratios,
                          g_array_index (ours, double, i) / g_array_index (theirs, double, i));
  opt_bench_print (what, ratios, "times", budget);
}

static void
print_ratios (const Launch *ours, const Launch *theirs)
{
  g_print ("OptiSchema / GNOME Text Editor, round by round\n");
  print_ratio ("first frame", ours->first_frame, theirs->first_frame, "1");
  print_ratio ("CPU time until then", ours->cpu, theirs->cpu, NULL);
  print_ratio ("resident memory", ours->resident, theirs->resident, NULL);
}

/* ---- The program, from inside ---------------------------------------------------------------- */

typedef struct
{
  gboolean polled;
  double first_frame;
  double first_data;
} Inside;

static void
painted (GdkFrameClock *clock, Inside *inside)
{
  if (inside->first_frame == 0)
    inside->first_frame = opt_bench_get_wall ();
  if (!inside->polled || inside->first_data != 0)
    return;

  inside->first_data = opt_bench_get_wall ();
  g_print ("%.3f %.3f %.3f\n", inside->first_frame, inside->first_data, opt_bench_get_resident ());
  _exit (0);
}

static void
polled (OptServer *server, Inside *inside)
{
  GtkWindow *window
      = gtk_application_get_active_window (GTK_APPLICATION (g_application_get_default ()));

  inside->polled = TRUE;
  /* The data may have changed nothing that is on the screen. */
  gtk_widget_queue_draw (GTK_WIDGET (window));
}

static void
activated (GApplication *application, Inside *inside)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  OptServer *server = opt_window_get_server (OPT_WINDOW (window));

  if (server == NULL)
    g_error ("The window did not open with the server %s.", SERVER);
  g_signal_connect (server, "polled", G_CALLBACK (polled), inside);
  g_signal_connect_after (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                          G_CALLBACK (painted), inside);
}

static int
run_inside (void)
{
  g_autoptr (OptApplication) application = opt_application_new ();
  Inside inside = { 0 };

  g_signal_connect_after (application, "activate", G_CALLBACK (activated), &inside);

  return g_application_run (G_APPLICATION (application), 0, NULL);
}

static void
measure_inside (const char *program, const volatile guint32 *probe)
{
  g_autoptr (GArray) first_frame = opt_bench_series_new ();
  g_autoptr (GArray) first_data = opt_bench_series_new ();
  g_autoptr (GArray) between = opt_bench_series_new ();
  g_autoptr (GArray) resident = opt_bench_series_new ();

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *out = NULL;
      double start;
      double times[3];

      wait_for_window (probe, FALSE);
      start = opt_bench_get_wall ();
      g_spawn_sync (NULL, (char *[]){ (char *) program, (char *) "--inside", NULL }, NULL,
                    G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, NULL, &error);
      opt_bench_check (error);
      if (sscanf (out, "%lf %lf %lf", &times[0], &times[1], &times[2]) != 3)
        g_error ("The program showed no data");
      opt_bench_series_add (first_frame, times[0] - start);
      opt_bench_series_add (first_data, times[1] - start);
      opt_bench_series_add (between, times[1] - times[0]);
      opt_bench_series_add (resident, times[2]);
    }

  g_print ("OptiSchema, which connects to a server with %u statements\n", STATEMENTS);
  opt_bench_print ("start to first frame", first_frame, "ms", NULL);
  opt_bench_print ("start to first data on the screen", first_data, "ms", NULL);
  opt_bench_print ("from the first frame to that", between, "ms", "500 ms");
  opt_bench_print ("resident memory then", resident, "MB", "120 MB");
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void
save_server (OptCluster *cluster)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptProfiles) profiles = opt_profiles_new (NULL, &error);
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  g_autoptr (GSettings) settings = NULL;

  opt_bench_check (error);
  opt_profiles_save (profiles, SERVER, conninfo, &error);
  opt_bench_check (error);
  settings = g_settings_new (OPT_APPLICATION_ID);
  g_settings_set_string (settings, "last-server", SERVER);
  g_settings_sync ();
}

int
main (int argc, char **argv)
{
  const char *const editor[] = { "gnome-text-editor", NULL };
  const char *const ours[] = { argc > 1 ? argv[1] : NULL, NULL };
  g_autofree char *found = g_find_program_in_path (editor[0]);
  g_autoptr (OptConnection) connection = NULL;
  const volatile guint32 *probe;
  OptCluster *cluster;
  Launch launches[2];

  if (argc != 2)
    {
      g_printerr ("usage: bench-launch OPTISCHEMA\n");
      return 2;
    }
  if (g_str_equal (argv[1], "--inside"))
    return run_inside ();

  opt_bench_begin ("Launch");
  probe = map_probe ();
  launch_init (&launches[0], "OptiSchema, with no server", ours);
  launch_init (&launches[1], "GNOME Text Editor, with an empty document", editor);
  if (found == NULL)
    g_print ("gnome-text-editor is not installed: there is nothing to compare with.\n");
  for (guint i = 0; i < ROUNDS; i++)
    for (guint j = 0; j < (found != NULL ? 2 : 1); j++)
      launch_once (&launches[j], probe);
  for (guint j = 0; j < (found != NULL ? 2 : 1); j++)
    launch_print (&launches[j]);
  if (found != NULL)
    print_ratios (&launches[0], &launches[1]);

  cluster = opt_bench_start_cluster ();
  connection = opt_bench_connect (cluster, NULL, NULL, OPT_CONNECTION_ROLE_SANDBOX, "bench");
  opt_bench_make_statements (connection, STATEMENTS);
  save_server (cluster);
  measure_inside (argv[0], probe);
  opt_bench_end ();
  for (guint j = 0; j < 2; j++)
    launch_clear (&launches[j]);

  return 0;
}
