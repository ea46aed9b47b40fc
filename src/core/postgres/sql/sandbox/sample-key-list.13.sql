current_setting('optischema.keys{column}')::text[]
