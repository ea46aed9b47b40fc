PRAGMA auto_vacuum = INCREMENTAL;
