UPDATE chains
   SET started = min(started, ?2), ended = max(ended, ?3), open = ?4, longest = max(longest, ?5),
       blocked = max(blocked, ?6), depth = max(depth, ?7)
 WHERE id = ?1
