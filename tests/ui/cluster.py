# SPDX-License-Identifier: GPL-3.0-or-later
"""A private PostgreSQL that asks for passwords, made by serve-cluster."""

import os
import subprocess

import driver

# It watches, and owns nothing.
USER = "ann"
PASSWORD = "open sesame"
SET_UP = (
    f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}' IN ROLE pg_monitor, pg_read_all_data",
    "CREATE EXTENSION pg_stat_statements",
)


class Cluster:
    """It is there until the end of the block."""

    def __init__(self):
        self.process = subprocess.Popen(
            [os.environ["OPTISCHEMA_TEST_CLUSTER"]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.folder = None

    def __enter__(self):
        self.start()
        for sql in SET_UP:
            self.run(sql)
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        status = self.process.wait()
        self.process.stdout.close()
        if status != 0:
            raise driver.Fault(f"the cluster's status is {status}")

    def command(self, text):
        print(text, file=self.process.stdin, flush=True)
        word, _, answer = self.process.stdout.readline().strip().partition(" ")
        if word != "ok":
            raise driver.Fault(f"{text}: {answer}")
        return answer

    def start(self):
        self.folder = self.command("start")

    def stop(self):
        self.command("stop")

    def run(self, sql):
        """Runs a statement as the superuser."""
        self.command(f"run {sql}")

    @property
    def address(self):
        """What a user would paste."""
        return f"host={self.folder} user={USER} dbname=postgres"
