CLOSE {cursor}
