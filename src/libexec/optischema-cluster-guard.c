/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * optischema-cluster-guard: runs one private PostgreSQL for the process that started it.
 *
 * Started as root, the guard and whatever it runs work as an unprivileged user. The owner holds the
 * other end of the guard's standard input and writes one command a line, its arguments separated by
 * tabs; each is answered by one line on standard output: "ok [PID]" or "failed REASON".
 *
 *   initdb ARGS   make the cluster; output goes to FOLDER/server.log
 *   start ARGS    start the server; answers its process id, does not wait until it is ready
 *   stop          stop the server: fast, after a while immediately
 *   kill          end the server as a crash would (SIGKILL)
 *
 * When standard input closes, however the owner ended, or on SIGTERM, SIGINT or SIGHUP, the guard
 * stops what runs and, where --remove was given, removes the folder.
 */

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* How long a fast shutdown may take, then an immediate one, in milliseconds. */
#define FAST_SHUTDOWN_MS 10000
#define IMMEDIATE_SHUTDOWN_MS 5000
/* How long initdb may take to end when asked. */
#define INITDB_END_MS 3000
/* How long the server's orphans have to notice that it is gone. */
#define ORPHANS_MS 5000
/* How long a crashed server's shared memory may take to collect. */
#define CLEANUP_MS 10000
#define MAX_COMMAND 65536
#define MAX_ARGS 256

typedef struct
{
  const char *folder;
  const char *socket_folder;
  const char *bindir;
  bool remove;

  bool was_root;
  uid_t uid;
  gid_t gid;
  const char *user;

  pid_t server;
  char input[MAX_COMMAND];
  size_t input_length;
} Guard;

static volatile sig_atomic_t asked_to_end;
static sigset_t waiting_mask;

static void
on_end_signal (int number)
{
  asked_to_end = 1;
}

static void
on_child_signal (int number)
{
  /* Its only use is to interrupt ppoll(). */
}

static void __attribute__ ((format (printf, 1, 2))) answer (const char *format, ...)
{
  char line[1024];
  va_list args;
  int length;

  va_start (args, format);
  length = vsnprintf (line, sizeof line - 1, format, args);
  va_end (args);

  if (length < 0)
    return;
  if ((size_t) length > sizeof line - 2)
    length = sizeof line - 2;
  line[length++] = '\n';
  /* SIGPIPE is ignored: an owner that is gone is noticed on standard input. */
  if (write (STDOUT_FILENO, line, (size_t) length) < 0)
    asked_to_end = 1;
}

static long long
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return (long long) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for input, a signal or the time; true if the owner's end of the pipe is closed. */
static bool
wait_for_event (int timeout_ms, bool for_input, bool *has_input)
{
  struct pollfd owner = { .fd = STDIN_FILENO, .events = for_input ? POLLIN : 0 };
  struct timespec timeout
      = { .tv_sec = timeout_ms / 1000, .tv_nsec = (timeout_ms % 1000) * 1000000L };
  int n = ppoll (&owner, 1, timeout_ms < 0 ? NULL : &timeout, &waiting_mask);

  if (has_input != NULL)
    *has_input = n > 0 && (owner.revents & POLLIN) != 0;

  return n > 0 && (owner.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0
         && (owner.revents & POLLIN) == 0;
}

/* Collects what has ended, also what was left to us by a server that was killed. */
static void
reap (Guard *self)
{
  pid_t pid;

  while ((pid = waitpid (-1, NULL, WNOHANG)) > 0)
    if (pid == self->server)
      self->server = 0;
}

static void
prepare_child (Guard *self)
{
  sigset_t none;
  int log_fd;
  int null_fd;

  signal (SIGTERM, SIG_DFL);
  signal (SIGINT, SIG_DFL);
  signal (SIGHUP, SIG_DFL);
  signal (SIGCHLD, SIG_DFL);
  signal (SIGPIPE, SIG_DFL);
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);

  if (self->was_root
      && (seteuid (0) != 0 || setresgid (self->gid, self->gid, self->gid) != 0
          || setresuid (self->uid, self->uid, self->uid) != 0))
    _exit (126);
#ifdef __linux__
  /* Should even the guard be killed, the server shuts down by itself. */
  prctl (PR_SET_PDEATHSIG, SIGINT);
#endif

  null_fd = open ("/dev/null", O_RDONLY);
  log_fd = open ("server.log", O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0600);
  if (null_fd < 0 || log_fd < 0)
    _exit (125);
  dup2 (null_fd, STDIN_FILENO);
  dup2 (log_fd, STDOUT_FILENO);
  dup2 (log_fd, STDERR_FILENO);
  close (null_fd);
  close (log_fd);
}

static pid_t
spawn (Guard *self, const char *program, char **args)
{
  char path[4096];
  pid_t pid;

  snprintf (path, sizeof path, "%s/%s", self->bindir, program);
  args[0] = path;

  pid = fork ();
  if (pid == 0)
    {
      /* A group of its own, so that its helpers can be ended with it. */
      setpgid (0, 0);
      prepare_child (self);
      execv (path, args);
      fprintf (stderr, "Could not run %s: %s\n", path, strerror (errno));
      _exit (127);
    }

  return pid;
}

static void
run_initdb (Guard *self, char **args)
{
  pid_t pid = spawn (self, "initdb", args);
  long long deadline = 0;
  int status = 0;
  pid_t found;

  if (pid < 0)
    {
      answer ("failed %s", strerror (errno));
      return;
    }

  while ((found = waitpid (pid, &status, WNOHANG)) == 0)
    {
      struct timespec pause = { .tv_nsec = 20 * 1000000L };

      if (deadline == 0 && (wait_for_event (1000, false, NULL) || asked_to_end))
        {
          /* Asked to end, initdb removes what it made. */
          asked_to_end = 1;
          kill (-pid, SIGTERM);
          deadline = now_ms () + INITDB_END_MS;
        }
      else if (deadline != 0)
        {
          if (now_ms () > deadline)
            kill (-pid, SIGKILL);
          ppoll (NULL, 0, &pause, &waiting_mask);
        }
    }

  if (found == pid && WIFEXITED (status) && WEXITSTATUS (status) == 0)
    answer ("ok");
  else if (found == pid && WIFEXITED (status))
    answer ("failed initdb ended with status %d", WEXITSTATUS (status));
  else
    answer ("failed initdb was ended by a signal");
}

static void
start_server (Guard *self, char **args)
{
  pid_t pid;

  reap (self);
  if (self->server != 0)
    {
      answer ("failed the server runs already");
      return;
    }

  pid = spawn (self, "postgres", args);
  if (pid < 0)
    {
      answer ("failed %s", strerror (errno));
      return;
    }
  self->server = pid;
  answer ("ok %ld", (long) pid);
}

static bool
wait_for_server (Guard *self, int milliseconds)
{
  long long deadline = now_ms () + milliseconds;

  for (reap (self); self->server != 0; reap (self))
    {
      struct timespec pause = { .tv_nsec = 20 * 1000000L };
      long long left = deadline - now_ms ();

      if (left <= 0)
        return false;
      /* Not the owner's pipe: a closed one would make this a busy loop. */
      ppoll (NULL, 0, &pause, &waiting_mask);
    }

  return true;
}

/* What a server that was killed leaves to us ends by itself, as soon as it notices. */
static void
wait_for_orphans (void)
{
  long long deadline = now_ms () + ORPHANS_MS;

  while (now_ms () < deadline)
    {
      struct timespec pause = { .tv_nsec = 20 * 1000000L };
      pid_t pid = waitpid (-1, NULL, WNOHANG);

      if (pid < 0 && errno == ECHILD)
        return;
      if (pid == 0)
        ppoll (NULL, 0, &pause, &waiting_mask);
    }
}

static void
stop_server (Guard *self)
{
  reap (self);
  if (self->server != 0)
    kill (self->server, SIGINT);
  if (!wait_for_server (self, FAST_SHUTDOWN_MS))
    kill (self->server, SIGQUIT);
  if (!wait_for_server (self, IMMEDIATE_SHUTDOWN_MS))
    kill (self->server, SIGKILL);
  wait_for_server (self, IMMEDIATE_SHUTDOWN_MS);
  wait_for_orphans ();
}

static void
kill_server (Guard *self)
{
  reap (self);
  if (self->server != 0)
    kill (self->server, SIGKILL);
  wait_for_server (self, IMMEDIATE_SHUTDOWN_MS);
  wait_for_orphans ();
}

/* A server that crashed leaves its shared memory to the next one in its folder. Where there will be
   no next one, a single-user server collects it and ends at once, as its input is empty. */
static void
remove_shared_memory (Guard *self)
{
  char single[] = "--single";
  char option[] = "-D";
  char data[] = "data";
  char database[] = "template1";
  char *args[] = { NULL, single, option, data, database, NULL };

  if (access ("data/postmaster.pid", F_OK) != 0)
    return;
  self->server = spawn (self, "postgres", args);
  if (self->server > 0 && !wait_for_server (self, CLEANUP_MS))
    kill (self->server, SIGKILL);
}

static void
run_command (Guard *self, char *line)
{
  char *args[MAX_ARGS + 2];
  int n = 0;
  char *rest = line;
  char *field;

  while ((field = strsep (&rest, "\t")) != NULL && n < MAX_ARGS)
    args[n++] = field;
  args[n] = NULL;

  if (strcmp (line, "initdb") == 0)
    run_initdb (self, args);
  else if (strcmp (line, "start") == 0)
    start_server (self, args);
  else if (strcmp (line, "stop") == 0)
    {
      stop_server (self);
      answer (self->server == 0 ? "ok" : "failed the server does not end");
    }
  else if (strcmp (line, "kill") == 0)
    {
      kill_server (self);
      answer (self->server == 0 ? "ok" : "failed the server does not end");
    }
  else
    answer ("failed unknown command");
}

/* False when the owner is gone. */
static bool
read_commands (Guard *self)
{
  ssize_t n = read (STDIN_FILENO, self->input + self->input_length,
                    sizeof self->input - self->input_length);
  char *end;

  if (n == 0)
    return false;
  if (n < 0)
    return errno == EINTR || errno == EAGAIN;

  self->input_length += (size_t) n;
  while (!asked_to_end && (end = memchr (self->input, '\n', self->input_length)) != NULL)
    {
      size_t used = (size_t) (end - self->input) + 1;

      *end = '\0';
      run_command (self, self->input);
      self->input_length -= used;
      memmove (self->input, self->input + used, self->input_length);
    }

  return self->input_length < sizeof self->input;
}

static void
serve (Guard *self)
{
  while (!asked_to_end)
    {
      bool has_input = false;

      reap (self);
      if (wait_for_event (-1, true, &has_input))
        return;
      if (has_input && !read_commands (self))
        return;
    }
}

static int
remove_entry (const char *path, const struct stat *info, int type, struct FTW *walk)
{
  remove (path);

  return 0;
}

static void
remove_folder (Guard *self, const char *folder)
{
  nftw (folder, remove_entry, 32, FTW_DEPTH | FTW_PHYS);
  /* What is inside is removed as the unprivileged user. The folder itself may lie where only root
     can remove it. */
  if (self->was_root && seteuid (0) == 0)
    {
      rmdir (folder);
      if (seteuid (self->uid) != 0)
        _exit (1);
    }
}

static bool
become_unprivileged (Guard *self)
{
  struct passwd *entry;

  self->was_root = geteuid () == 0;
  if (!self->was_root)
    return true;

  entry = getpwnam (self->user);
  if (entry == NULL || entry->pw_uid == 0)
    {
      answer ("failed there is no unprivileged user %s", self->user);
      return false;
    }
  self->uid = entry->pw_uid;
  self->gid = entry->pw_gid;

  /* The saved user stays root, only to remove the folder at the end; what is run drops it too. */
  if (initgroups (self->user, self->gid) != 0 || setegid (self->gid) != 0
      || seteuid (self->uid) != 0)
    {
      answer ("failed can't become user %s: %s", self->user, strerror (errno));
      return false;
    }

  return true;
}

/* As long as this process lives, whoever wipes what was left sees that it is none of that. Nothing
   that is run inherits it. The mark stays where a server that ended by itself removed its socket.
 */
static void
lock_folder (const char *folder, bool mark)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0)
    flock (fd, LOCK_EX | LOCK_NB);
  if (fd >= 0 && mark)
    close (openat (fd, "guard", O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
}

static void
prepare_signals (void)
{
  const int ending[] = { SIGTERM, SIGINT, SIGHUP };
  struct sigaction action = { .sa_handler = on_end_signal };
  sigset_t blocked;

  sigemptyset (&blocked);
  for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
    {
      sigaction (ending[i], &action, NULL);
      sigaddset (&blocked, ending[i]);
    }
  action.sa_handler = on_child_signal;
  sigaction (SIGCHLD, &action, NULL);
  sigaddset (&blocked, SIGCHLD);
  signal (SIGPIPE, SIG_IGN);

  /* They arrive only while ppoll() waits, so none is lost between a check and the wait. */
  sigprocmask (SIG_BLOCK, &blocked, NULL);
  sigemptyset (&waiting_mask);
}

static bool
parse_options (Guard *self, int argc, char **argv)
{
  static const struct option options[] = {
    { "folder", required_argument, NULL, 'f' }, { "socket-folder", required_argument, NULL, 's' },
    { "bindir", required_argument, NULL, 'b' }, { "user", required_argument, NULL, 'u' },
    { "remove", no_argument, NULL, 'r' },       { NULL, 0, NULL, 0 },
  };
  int option;

  while ((option = getopt_long (argc, argv, "", options, NULL)) != -1)
    {
      switch (option)
        {
        case 'f':
          self->folder = optarg;
          break;
        case 's':
          self->socket_folder = optarg;
          break;
        case 'b':
          self->bindir = optarg;
          break;
        case 'u':
          self->user = optarg;
          break;
        case 'r':
          self->remove = true;
          break;
        default:
          return false;
        }
    }

  return self->folder != NULL && self->bindir != NULL && self->user != NULL && optind == argc;
}

#ifdef __SANITIZE_ADDRESS__
/* Looking for leaks means tracing, and a process that has changed its user can't be traced. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "detect_leaks=0";
}
#endif

int
main (int argc, char **argv)
{
  static Guard self;

  if (!parse_options (&self, argc, argv))
    {
      fprintf (stderr, "optischema-cluster-guard is run by OptiSchema only.\n");
      return 2;
    }

  umask (077);
  prepare_signals ();
  /* The terminal's Ctrl+C is for the owner: it decides when the server ends. */
  setsid ();
#ifdef __linux__
  prctl (PR_SET_CHILD_SUBREAPER, 1);
#endif

  if (!become_unprivileged (&self))
    return 1;
  if (chdir (self.folder) != 0)
    {
      answer ("failed user %s can't enter %s: %s", self.user, self.folder, strerror (errno));
      asked_to_end = 1;
    }
  else
    {
      lock_folder (".", false);
      if (self.socket_folder != NULL)
        lock_folder (self.socket_folder, true);
      answer ("ok");
    }

  serve (&self);
  stop_server (&self);

  if (self.remove)
    remove_shared_memory (&self);
  if (self.remove && chdir ("/") == 0)
    {
      remove_folder (&self, self.folder);
      if (self.socket_folder != NULL)
        remove_folder (&self, self.socket_folder);
    }
  else if (self.socket_folder != NULL)
    remove_folder (&self, self.socket_folder);

  return 0;
}
