SELECT server, rule, item, until FROM silences WHERE until > ?1
